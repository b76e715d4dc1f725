import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ISTIOCTL_MESSAGES } from "../../policies/istioctl-messages";
import { EVERY_SAMPLE } from "../policies/corpus/corpus";
import { judge } from "../policies/corpus/judge";
import { manifestsOf, WRITTEN } from "../policies/corpus/written";
import { istioSource, readManifests } from "./istio-module";

interface Messages {
  readonly messages: readonly { readonly name: string; readonly code: string }[];
}

describe("the corpus against Istio's source", () => {
  let source: string;
  let samples: string;
  before(() => {
    source = istioSource();
    samples = join(source, "samples");
  });

  it("has every message of istioctl", () => {
    const file = join(source, "pkg/config/analysis/msg/messages.yaml");
    const { messages } = parse(readFileSync(file, "utf8")) as Messages;
    assert.deepEqual(ISTIOCTL_MESSAGES, Object.fromEntries(messages.map(({ code, name }) => [code, name])));
  });

  it("has every sample with objects of Istio's own API and of the Gateway API", () => {
    const withIstio = globSync("**/*.{yaml,tmpl}", { cwd: samples }).filter((file) =>
      /^apiVersion: *"?((networking|security|telemetry|extensions)\.istio\.io|gateway\.networking\.k8s\.io)/m.test(
        readFileSync(join(samples, file), "utf8"),
      ),
    );
    assert.notEqual(withIstio.length, 0);
    assert.deepEqual(withIstio.filter((file) => !(file in WRITTEN)).sort(), []);
  });

  const read = (file: string) =>
    readManifests(join(samples, file), (text) => text.replaceAll("{{.Revision}}", "1-31-1"));

  for (const sample of EVERY_SAMPLE.filter(({ files }) => files.length > 0)) {
    it(`${sample.name}: Istio's own files get the same verdict`, async () => {
      const [theirs, ours] = await Promise.all(
        [manifestsOf(sample, read), manifestsOf(sample)].map((manifests) => judge(manifests)),
      );
      assert.deepEqual(theirs?.toldBy, ours?.toldBy, theirs?.lines.join("\n"));
    });
  }

  it("has every file with the objects that Istio has in it", () => {
    for (const [file, written] of Object.entries(WRITTEN)) {
      const titles = (manifests: readonly { kind: string; metadata: { name: string } }[]) =>
        manifests
          .filter(({ kind }) => kind !== "ConfigMap")
          .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
          .sort();
      assert.deepEqual(titles(written), titles(read(file)), file);
    }
  });
});
