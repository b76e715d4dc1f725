import { type PageData } from "../page-data";
import { Recording } from "../../recording";
import { type Snapshot } from "../../snapshot";
import { Page } from "./page";

const found = document.getElementById("data")?.textContent ?? "";
const data = JSON.parse(found) as PageData;
const page = new Page(data);
page.show(data.recorded);
if (data.kind === "live") follow();

/** Takes in what the command sees, once a second. */
function follow(): void {
  let recording = new Recording(data.recorded);
  const source = new EventSource("/events");
  const show = () => {
    const { recorded } = recording;
    if (recorded) page.show(recorded);
  };
  source.addEventListener("all", ({ data: text }: MessageEvent<string>) => {
    // After a time without a connection all is told again.
    recording = new Recording(JSON.parse(text) as PageData["recorded"]);
    page.connected(true);
    show();
  });
  source.addEventListener("snapshot", ({ data: text }: MessageEvent<string>) => {
    recording.add(JSON.parse(text) as Snapshot);
    page.connected(true);
    show();
  });
  source.addEventListener("error", () => page.connected(false));
}
