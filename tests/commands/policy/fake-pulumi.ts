import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineEvent } from "../../../commands/policy/engine-event";

/** How a run of Pulumi goes. */
interface Answer {
  readonly events?: readonly EngineEvent[];
  readonly stderr?: string;
  readonly exitCode?: number;
  /** A line of shell that runs meanwhile. */
  readonly meanwhile?: string;
}

/** A folder with a `pulumi` that looks at no program: it tells what it is told to, and remembers what it was asked. */
export class FakePulumi {
  readonly folder = mkdtempSync(join(tmpdir(), "fake-pulumi-"));

  constructor() {
    const file = join(this.folder, "pulumi");
    writeFileSync(
      file,
      `#!/bin/sh
cd '${this.folder}'
printf '%s\\n' "$@" > arguments
while [ $# -gt 0 ]; do
  if [ "$1" = --policy-pack-config ]; then cp "$2" config.json; fi
  shift
done
. ./meanwhile
cat events
cat stderr >&2
exit "$(cat exit-code)"
`,
    );
    chmodSync(file, 0o755);
    this.answers({});
  }

  answers({ events = [], stderr = "", exitCode = 0, meanwhile = "" }: Answer): void {
    this.write("events", events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    this.write("stderr", stderr);
    this.write("meanwhile", meanwhile);
    this.write("exit-code", String(exitCode));
    for (const file of ["arguments", "config.json"]) rmSync(join(this.folder, file), { force: true });
  }

  /** What it was called with; undefined where it was not called. */
  get arguments(): string[] | undefined {
    const file = join(this.folder, "arguments");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : undefined;
  }

  /** The config that it was given for the pack. */
  get packConfig(): unknown {
    return JSON.parse(readFileSync(join(this.folder, "config.json"), "utf8")) as unknown;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private write(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content);
  }
}
