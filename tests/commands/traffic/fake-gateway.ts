import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { type Request } from "../../../mesh/traffic/request-match";
import { routeFor, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { type Random, weightedChoice } from "./random";

/** What a fake gateway does apart from following the plan. */
export interface Misbehaviour {
  /** Answers for a version in another's place, or fails with a status in place of an answer. */
  readonly answer?: (version: string, count: number) => string | number;
  /** Refuses sign-in. */
  readonly signIn?: "unavailable" | "without cookie" | "without answer";
  /** Leaves every n-th request without an answer. */
  readonly dropEvery?: number;
}

/**
 * A gateway with productpage and one service behind it on a loopback port: it signs people in with a cookie, hands
 * their name on as `end-user`, calls the service as often as productpage does, and lets each call be split by the plan,
 * faults included.
 */
export class FakeGateway {
  readonly seen: { readonly path: string; readonly headers: IncomingMessage["headers"] }[] = [];
  readonly #server: Server;
  #count = 0;

  private constructor(plan: TrafficPlan, random: Random, misbehaviour: Misbehaviour) {
    this.#server = createServer((request, response) => {
      const path = request.url ?? "";
      const user = /(?:^|; )session=([^;]*)/.exec(request.headers.cookie ?? "")?.[1];
      this.seen.push({ path, headers: request.headers });
      if (path === "/productpage") return void response.end("<html>The Comedy of Errors</html>");
      if (path === "/login") {
        if (misbehaviour.signIn === "unavailable") return void response.writeHead(503).end();
        if (misbehaviour.signIn === "without answer") return void request.socket.destroy();
        let form = "";
        request.on("data", (part) => (form += String(part)));
        request.on("end", () => {
          const name = new URLSearchParams(form).get("username") ?? "";
          const cookie = misbehaviour.signIn ? {} : { "set-cookie": `session=${encodeURIComponent(name)}; Path=/` };
          response.writeHead(302, { location: "/productpage", ...cookie }).end();
        });
        return;
      }
      const product = /^\/api\/v1\/products\/(\d+)(?:\/(?:reviews|ratings))?$/.exec(path)?.[1];
      if (product === undefined) return void response.writeHead(404).end();

      this.#count++;
      if (misbehaviour.dropEvery && this.#count % misbehaviour.dropEvery === 0) return void request.socket.destroy();
      const call: Request = {
        headers: {
          ...(request.headers as Record<string, string>),
          ...(user !== undefined && { "end-user": decodeURIComponent(user) }),
        },
        uri: `/${plan.service}/${product}`,
        method: "GET",
        sourceLabels: { app: "productpage", version: "v1" },
      };
      const tries = plan.service === "reviews" ? 2 : 1;
      const version = callService(plan, call, random, tries);
      const answer = typeof version === "string" ? (misbehaviour.answer?.(version, this.#count) ?? version) : version;
      if (typeof answer === "number") return void response.writeHead(answer).end(JSON.stringify({ error: "Sorry" }));
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ id: product, podname: `${plan.service}-${answer}-5d9c7f8b6c-x2k4q`, reviews: [] }));
    });
  }

  static async start(plan: TrafficPlan, random: Random, misbehaviour: Misbehaviour = {}): Promise<FakeGateway> {
    const gateway = new FakeGateway(plan, random, misbehaviour);
    await new Promise<void>((resolve) => gateway.#server.listen(0, "127.0.0.1", resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/productpage`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The version that answers in the end, or the status of the last failed try. */
function callService(plan: TrafficPlan, call: Request, random: Random, tries: number): string | number {
  const { weights, fault } = routeFor(plan, call);
  for (let left = tries; left > 0; left--) {
    if (!fault?.abort || random() * 100 >= fault.abort.percent) return weightedChoice(weights, random);
  }
  return routeFor(plan, call).fault?.abort?.httpStatus ?? 500;
}
