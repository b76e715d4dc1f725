import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { adopt, type Adoption, nameInConfig } from "../../../../commands/traffic/objects/adopt";
import { renderAdoption } from "../../../../commands/traffic/objects/render-adoption";
import { servicePlace } from "../../../../commands/traffic/objects/service-host";
import { UserError } from "../../../../commands/terminal/user-error";
import { problemsOf } from "../../../config/fixing";
import { type StackFile } from "../../../config/pulumi-config";
import { appService, inNamespace, type Manifest } from "../../../policies/corpus/manifest";
import { WRITTEN } from "../../../policies/corpus/written";
import { FakeMeshApi } from "./fake-mesh-api";

const SUBSETS = "bookinfo/networking/destination-rule-all.yaml";
const ROUTES = "bookinfo/networking/virtual-service-";

/** Istio's samples as they are applied one after the other, the service that is adopted, and what is lost of it. */
const SAMPLES: readonly (readonly [files: readonly string[], service: string, lost?: RegExp])[] = [
  ...["productpage", "reviews", "ratings", "details"].map((app) => [[SUBSETS, `${ROUTES}all-v1.yaml`], app] as const),
  ...["50-v3", "80-20", "90-10", "jason-v2-v3", "test-v2", "v2-v3", "v3"].map(
    (split) => [[SUBSETS, `${ROUTES}reviews-${split}.yaml`], "reviews"] as const,
  ),
  [[SUBSETS, `${ROUTES}details-v2.yaml`], "details"],
  [[SUBSETS, `${ROUTES}ratings-db.yaml`], "ratings"],
  [[SUBSETS, `${ROUTES}ratings-mysql.yaml`], "ratings"],
  [[SUBSETS, `${ROUTES}ratings-mysql-vm.yaml`], "ratings"],
  [[SUBSETS, `${ROUTES}ratings-test-abort.yaml`], "ratings"],
  [[SUBSETS, `${ROUTES}ratings-test-delay.yaml`], "ratings"],
  [["bookinfo/networking/fault-injection-details-v1.yaml"], "details"],
  [["bookinfo/networking/destination-rule-all-mtls.yaml", `${ROUTES}reviews-90-10.yaml`], "reviews"],
  [
    ["bookinfo/networking/destination-rule-reviews.yaml", `${ROUTES}reviews-v3.yaml`],
    "reviews",
    /^spec\.trafficPolicy\.loadBalancer/,
  ],
  [[`${ROUTES}reviews-v3.yaml`], "reviews", /^spec\.http\[0\]\.route\[0\]\.destination\.subset/],
  [["bookinfo/networking/bookinfo-gateway.yaml"], "productpage", /nothing to adopt/],
  [["helloworld/helloworld-gateway.yaml"], "helloworld", /nothing to adopt/],
  [["httpbin/httpbin-gateway.yaml"], "httpbin", /nothing to adopt/],
  [["tcp-echo/tcp-echo-all-v1.yaml"], "tcp-echo", /nothing to adopt/],
  [["websockets/route.yaml"], "tornado", /nothing to adopt/],
];

const CLUSTER = {
  "bookinfo-mesh:cluster": { kind: "existing", kubeconfig: "~/.kube/config", context: "kind-mesh" },
};

function objectsOf(files: readonly string[], service: string): Manifest[] {
  const later = new Map(
    files.flatMap((file) => (WRITTEN[file] ?? []).map((one) => [`${one.kind} ${one.metadata.name}`, one] as const)),
  );
  return inNamespace("shop", [...later.values(), appService(service, { name: "http", port: 9080 })]);
}

async function adopted(objects: readonly Manifest[], service: string): Promise<Adoption> {
  const api = await FakeMeshApi.start(objects);
  const place = servicePlace(service, "shop");
  try {
    return await adopt(api.access, place, nameInConfig(place));
  } finally {
    await api.stop();
  }
}

function row(files: readonly string[], service: string, verdict: string): string {
  const names = files.map((file) => `\`${file.replace("bookinfo/networking/", "")}\``).join(", ");
  return `| ${names} | ${service} | ${verdict} |`;
}

describe("adopting Istio's samples", () => {
  const page = readFileSync(resolve(__dirname, "../../../../docs/moving-traffic.md"), "utf8").replaceAll(/ +/g, " ");

  for (const [files, service, lost] of SAMPLES) {
    it(`${files.join(", ")}: ${service}`, async () => {
      const outcome = await adopted(objectsOf(files, service), service).catch((error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        return error;
      });
      if (outcome instanceof UserError) {
        assert.match(outcome.message, lost ?? /^$/);
        assert.ok(
          page.includes(row(files, service, "no: a gateway's alone")),
          row(files, service, "no: a gateway's alone"),
        );
        return;
      }
      if (lost) {
        assert.equal(outcome.config, undefined);
        assert.ok(outcome.lost.length > 0);
        for (const { path } of outcome.lost) assert.match(path, lost);
        const verdict = `no: ${[...new Set(outcome.lost.map(({ path }) => `\`${path}\``))].join(", ")}`;
        assert.ok(page.includes(row(files, service, verdict)), row(files, service, verdict));
        return;
      }
      assert.deepEqual(outcome.lost, []);
      // As a person puts it into a stack's file.
      const { config } = parse(renderAdoption(outcome)) as { config: StackFile };
      assert.deepEqual(Object.keys(config).includes("bookinfo-mesh:traffic"), true);
      assert.deepEqual(
        problemsOf({ ...CLUSTER, ...config }).map(({ path, message }) => [path, message]),
        [],
      );
      assert.ok(page.includes(row(files, service, "yes")), row(files, service, "yes"));
    });
  }

  it("says what the walk-through's split is in config", async () => {
    const { config } = await adopted(objectsOf([SUBSETS, `${ROUTES}reviews-jason-v2-v3.yaml`], "reviews"), "reviews");
    assert.deepEqual(config?.traffic, {
      "reviews-shop": {
        rules: [
          { name: "end-user-jason", match: { headers: { "end-user": { exact: "jason" } } }, weights: { v2: 100 } },
        ],
        default: { v3: 100 },
      },
    });
    assert.deepEqual(config?.services["reviews-shop"], {
      namespace: "shop",
      host: "reviews.shop.svc.cluster.local",
      port: 9080,
      versions: { v1: { version: "v1" }, v2: { version: "v2" }, v3: { version: "v3" } },
    });
  });
});
