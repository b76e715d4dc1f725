import assert from "node:assert/strict";
import { InvalidArgumentError } from "commander";
import {
  durationBetween,
  gatewayUrl,
  header,
  label,
  numberBetween,
  requestRate,
  wholeNumber,
} from "../../../commands/terminal/arguments";

function refuses<T>(parse: (text: string) => T, texts: readonly string[], message: string): void {
  for (const text of texts) {
    assert.throws(
      () => parse(text),
      (error) => error instanceof InvalidArgumentError && error.message === message,
      text,
    );
  }
}

describe("arguments", () => {
  it("reads whole numbers within their bounds", () => {
    assert.equal(wholeNumber(1, 256)("256"), 256);
    refuses(
      wholeNumber(1, 256),
      ["0", "257", "1.5", "many", "", " ", "-1", "1e9"],
      "Expected a whole number from 1 to 256.",
    );
  });

  it("reads numbers within their bounds", () => {
    assert.equal(numberBetween(0, 1)("0.001"), 0.001);
    refuses(numberBetween(0, 1), ["-0.1", "1.1", "NaN", "", "Infinity"], "Expected a number from 0 to 1.");
  });

  it("reads durations within their bounds, in seconds", () => {
    assert.deepEqual(["5s", "1m30s", "10m"].map(durationBetween("5s", "10m")), [5, 90, 600]);
    refuses(
      durationBetween("5s", "10m"),
      ["4s", "11m", "30", "", "soon", "-5s"],
      "Expected a duration from 5s to 10m, such as 30s or 5m.",
    );
  });

  it("reads requests a second", () => {
    assert.deepEqual(["10/s", "0.1", "200/s"].map(requestRate), [10, 0.1, 200]);
    refuses(requestRate, ["0/s", "201", "10/m", ""], "Expected requests a second from 0.1/s to 200/s, such as 10/s.");
  });

  it("reads a gateway's address, and completes a bare host", () => {
    assert.equal(gatewayUrl("http://127.0.0.1:30080"), "http://127.0.0.1:30080/productpage");
    assert.equal(gatewayUrl("https://mesh.example/productpage"), "https://mesh.example/productpage");
    refuses(
      gatewayUrl,
      ["bookinfo", "127.0.0.1:30080", "ftp://host/", ""],
      "Expected an address such as http://127.0.0.1:30080/productpage.",
    );
  });

  it("collects headers by their lower-case names", () => {
    assert.deepEqual(header("End-User=ada=b", { jwt: "t" }), { jwt: "t", "end-user": "ada=b" });
    refuses(header, ["end-user", "=ada", "end user=ada"], "Expected NAME=VALUE.");
  });

  it("collects pod labels as they are", () => {
    assert.deepEqual(label("app.kubernetes.io/Name=x"), { "app.kubernetes.io/Name": "x" });
    refuses(label, ["app", "=x"], "Expected NAME=VALUE.");
  });
});
