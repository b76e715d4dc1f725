import assert from "node:assert/strict";
import { isIgnored } from "../../../policies/resources/ignored-path";

const IMAGE = "spec.containers[0].image";
const TEAM = 'metadata.annotations["example.com/team"]';

describe("a path in ignoreChanges", () => {
  for (const [ignored, path] of [
    [IMAGE, IMAGE],
    ["spec.containers", IMAGE],
    ["spec.containers[0]", IMAGE],
    ["spec.containers[*].image", IMAGE],
    ["spec.*", IMAGE],
    ['["spec"].containers', IMAGE],
    [TEAM, TEAM],
    ["metadata.annotations", TEAM],
  ] as const) {
    it(`${ignored} covers ${path}`, () => assert.ok(isIgnored(["other", ignored], path)));
  }

  for (const [ignored, path] of [
    ["spec.containers[1].image", IMAGE],
    [`${IMAGE}.tag`, IMAGE],
    ["spec.container", IMAGE],
    ["containers", IMAGE],
    ["", IMAGE],
    ["metadata.annotations.example.com/team", TEAM],
  ] as const) {
    it(`${ignored} does not cover ${path}`, () => assert.ok(!isIgnored([ignored], path)));
  }
});
