// What the helm binary does as far as the plugin can tell: writes release records to the API server of its kubeconfig,
// prints a chart or a manifest, fails when told to. Appends what it was asked to $FAKE_HELM_LOG, one JSON object a line.
// `fail` in the values makes it fail, `hang` makes it wait for a signal; $FAKE_CHART_VERSION is the version of every chart.
import { Buffer } from "node:buffer";
import { appendFileSync, readFileSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";

const args = process.argv.slice(2);
const [command] = args;
const flag = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const flags = (name) => args.flatMap((arg, index) => (arg === name ? [args[index + 1]] : []));

const valuesFile = flag("--values");
const values = valuesFile ? JSON.parse(readFileSync(valuesFile, "utf8")) : {};
const settings = Object.keys(process.env).filter((name) => name.startsWith("HELM_"));
const mode = valuesFile ? (statSync(valuesFile).mode & 0o777).toString(8) : undefined;
appendFileSync(process.env.FAKE_HELM_LOG, JSON.stringify({ args, values, mode, settings }) + "\n");

const version = process.env.FAKE_CHART_VERSION ?? "1.0.0";
const { server } = JSON.parse(readFileSync(process.env.KUBECONFIG, "utf8")).clusters[0].cluster;
const secrets = `${server}/api/v1/namespaces/${flag("--namespace")}/secrets`;
const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: demo
---
apiVersion: v1
kind: Service
metadata:
  name: demo
  namespace: elsewhere
`;

function fail(message) {
  process.stderr.write(`Error: ${message}\n`);
  process.exit(1);
}

async function revisions(name) {
  const { items } = await (await globalThis.fetch(`${secrets}?labelSelector=owner=helm,name=${name}`)).json();
  return items.map(({ metadata }) => Number(metadata.labels.version));
}

async function record(name, status, description) {
  const number = Math.max(0, ...(await revisions(name))) + 1;
  const labels = Object.fromEntries(flags("--labels").map((label) => label.split("=")));
  const chart = { metadata: { name: "demo", version, appVersion: "9" } };
  const release = {
    name,
    namespace: flag("--namespace"),
    version: number,
    info: { status, description },
    chart,
    config: values,
    manifest,
  };
  const encoded = Buffer.from(gzipSync(JSON.stringify(release)).toString("base64")).toString("base64");
  const secret = `sh.helm.release.v1.${name}.v${number}`;
  const body = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secret, labels: { owner: "helm", name, status, version: String(number), ...labels } },
    data: { release: encoded },
  };
  await globalThis.fetch(`${secrets}/${secret}`, { method: "PUT", body: JSON.stringify(body) });
}

if (args.some((arg) => arg.includes("no-such-chart"))) fail(`path "${args[args.length - 3]}" not found`);
switch (command) {
  case "show":
    console.log(`name: demo\nversion: ${version}`);
    break;
  case "template":
    if (values.wrong)
      fail("values don't meet the specifications of the schema(s): additional properties 'wrong' not allowed");
    console.log(manifest);
    break;
  case "install":
  case "upgrade":
    if (values.hang) {
      const stopped = new Promise((resolve) => process.once("SIGTERM", resolve));
      const alive = globalThis.setInterval(() => {}, 1000);
      await record(args[1], "pending-install", "under way");
      await stopped;
      globalThis.clearInterval(alive);
      await record(args[1], "failed", "context canceled");
      fail("INSTALLATION FAILED: context canceled");
    }
    await record(args[1], values.fail ? "failed" : "deployed", values.fail ? "timed out" : "complete");
    if (values.fail) fail(`${command === "install" ? "INSTALLATION" : "UPGRADE"} FAILED: context deadline exceeded`);
    break;
  case "rollback":
    await record(args[1], "deployed", `Rollback to ${args[2]}`);
    break;
  case "uninstall":
    for (const number of await revisions(args[1])) {
      await globalThis.fetch(`${secrets}/sh.helm.release.v1.${args[1]}.v${number}`, { method: "DELETE" });
    }
    break;
}
