import assert from "node:assert/strict";
import fc from "fast-check";
import { parseLine } from "../../../../commands/traffic/evidence/parse-line";
import { NEEDED_FIELDS } from "../../../../mesh/istio/access-log";
import { ENVOY_LINES } from "./envoy-lines";
import { anyRequest, jsonLine, served, textLine } from "./lines";

function without(fields: object, name: string): object {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

describe("a line of a proxy's log", () => {
  it("gives back the request that was logged as JSON, whatever it was", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        assert.deepEqual(parseLine(jsonLine(request)), { kind: "request", request });
      }),
    );
  });

  it("gives it back of Istio's default text, all but how often it was sent", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const said = without(request, "attempts");
        assert.deepEqual(parseLine(textLine(request)), { kind: "request", request: said });
      }),
    );
  });

  it("is read as it came out of Envoy", () => {
    const json =
      '{"authority":"reviews:9080","duration":15,"method":"GET","path":"/reviews/0","protocol":"HTTP/1.1","request_id":"5a38550a-78c5-44de-afe5-8737c23fd1a6","response_code":200,"response_code_details":"via_upstream","response_flags":"-","route_name":"default","start_time":"2026-11-26T15:22:17.722Z","upstream_cluster":"outbound|9080|v2|reviews.default.svc.cluster.local","upstream_host":"10.213.0.4:9080","upstream_request_attempt_count":1,"upstream_service_time":"15","upstream_transport_failure_reason":null,"user_agent":"curl/7.88.1"}';
    assert.deepEqual(parseLine(json), {
      kind: "request",
      request: served("v2", {
        startedAt: Date.UTC(2026, 10, 26, 15, 22, 17, 722),
        duration: 15,
        upstreamHost: "10.213.0.4:9080",
        requestId: "5a38550a-78c5-44de-afe5-8737c23fd1a6",
        userAgent: "curl/7.88.1",
      }),
    });
  });

  for (const [what, json, text] of ENVOY_LINES) {
    it(`says the same as text as it does as JSON, as Envoy 1.40 wrote both: ${what}`, () => {
      const [one, other] = [parseLine(json), parseLine(text)];
      assert.deepEqual(other, one.kind === "request" ? { ...one, request: without(one.request, "attempts") } : one);
      assert.equal(one.kind, what.startsWith("a connection") ? "no request" : "request");
    });
  }

  it("takes numbers that a format has as text", () => {
    const line = jsonLine(served("v1")).replace('"response_code":200', '"response_code":"200"');
    assert.deepEqual(parseLine(line), {
      kind: "request",
      request: { ...served("v1"), requestId: undefined, userAgent: undefined },
    });
  });

  it("says which fields JSON of another format lacks", () => {
    const fields = JSON.parse(jsonLine(served("v1"))) as Record<string, unknown>;
    for (const name of [
      "route_name",
      "upstream_cluster",
      "response_code",
      "response_flags",
      "duration",
      "start_time",
    ]) {
      assert.deepEqual(parseLine(JSON.stringify(without(fields, name))), { kind: "other format", lacks: [name] });
    }
    assert.equal(parseLine(JSON.stringify(without(fields, "authority"))).kind, "request");
  });

  it("knows requests in a text format of somebody's own from what is none", () => {
    assert.deepEqual(parseLine('10.0.0.8 [26/Nov/2026] "GET /reviews/0 HTTP/1.1" 200 15'), { kind: "other format" });
    for (const line of [
      "",
      "2026-11-26T15:22:17.722Z\tinfo\tEnvoy proxy is ready",
      '{"level":"info","time":"2026-11-26T15:22:17.722Z","msg":"Envoy proxy is ready"}',
      "{}",
      '{"start_time"',
      "null",
      "[2026-11-26 15:22:17.722][17][warning][config] a warning of Envoy's",
    ]) {
      assert.deepEqual(parseLine(line), { kind: "no request" }, line);
    }
  });

  it("takes quotes and blanks in what a client sends, whose rest is Envoy's own", () => {
    const request = served("v1", { requestId: "5a38550a-78c5-44de-afe5-8737c23fd1a6" });
    const plain = textLine(request);
    const said = { ...without(request, "attempts"), userAgent: undefined };
    const text = fc.string({ unit: fc.constantFrom('"', " ", "\\", "a", "1", "-", "/", "HTTP/1.1") });
    fc.assert(
      fc.property(text, text, text, (path, clients, userAgent) => {
        const line = plain
          .replace("/reviews/0", () => `/${path}`)
          .replace('14 "-" "-"', () => `14 "${clients}" "${userAgent}"`);
        const parsed = parseLine(line);
        assert.ok(parsed.kind === "request", line);
        assert.deepEqual({ ...parsed.request, userAgent: undefined }, said);
      }),
    );
  });

  it("is as it was or none, whatever parts of a line a client sends", () => {
    const request = served("v1", { requestId: "5a38550a-78c5-44de-afe5-8737c23fd1a6" });
    const plain = textLine(request);
    const said = { ...without(request, "attempts"), userAgent: undefined };
    const other = textLine(served("v3", { status: 500, route: "beta", requestId: "forged" }));
    const part = fc.tuple(fc.nat(other.length), fc.nat(other.length)).map(([from, to]) => other.slice(from, to));
    fc.assert(
      fc.property(part, part, fc.constantFrom('"', '" ', ' "', ""), (path, userAgent, glue) => {
        const line = plain
          .replace("/reviews/0", () => `/${glue}${path}${glue}`)
          .replace('"-" "-" "5a', () => `"-" "${glue}${userAgent}${glue}" "5a`);
        const parsed = parseLine(line);
        if (parsed.kind === "request") assert.deepEqual({ ...parsed.request, userAgent: undefined }, said);
      }),
      { numRuns: 1000 },
    );
  });

  it("can't be made to say something else by what a client sends", () => {
    const forged =
      'x" "id" "reviews" "10.0.0.1:9080" outbound|9080|v3|reviews.default.svc.cluster.local - - - - default';
    const line = textLine(served("v1", { userAgent: forged }));
    assert.notEqual(parseLine(line).kind, "request");
  });

  it("never throws", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      '"',
      "[",
      "]",
      " ",
      "-",
      ...Object.keys(NEEDED_FIELDS),
      ":",
      ",",
      "HTTP/1.1",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((parts) => parts.join("")),
          fc.json(),
        ),
        (line) => {
          assert.ok(["request", "other format", "no request"].includes(parseLine(line).kind));
        },
      ),
    );
  });
});
