import { destinationRule, gateway, type Manifest, to, virtualService } from "./manifest";

const EASTWEST = { istio: "eastwestgateway" };
const ISTIOD = "istiod.istio-system.svc.cluster.local";
/** What people are to replace in the sample before they apply it. */
const ISTIOD_HOST = "ISTIOD-HOST.DOMAIN";

/** The way in for clusters whose istiod is this one: TLS that the gateway hands on as it is. */
function exposedIstiod(routes: string, istiod: string, sniHosts: readonly string[]): Manifest[] {
  const server = (name: string, number: number) => ({
    port: { name, number, protocol: "tls" },
    tls: { mode: "PASSTHROUGH" },
    hosts: ["*"],
  });
  const rule = (port: number, target: number) => ({
    match: [{ port, sniHosts }],
    route: [to(istiod, undefined, target)],
  });
  return [
    gateway("istiod-gateway", {
      selector: EASTWEST,
      servers: [server("tls-istiod", 15012), server("tls-istiodwebhook", 15017)],
    }),
    virtualService(routes, { hosts: ["*"], gateways: ["istiod-gateway"], tls: [rule(15012, 15012), rule(15017, 443)] }),
  ];
}

function exposedIstiodOverHttps(): Manifest[] {
  const server = (name: string, number: number) => ({
    port: { name, number, protocol: "https" },
    tls: { mode: "SIMPLE", credentialName: "$CREDENTIAL_NAME" },
    hosts: [ISTIOD_HOST],
  });
  const rule = (port: number, target: number) => ({ match: [{ port }], route: [to(ISTIOD, undefined, target)] });
  return [
    gateway("istiod-gateway", {
      selector: EASTWEST,
      servers: [server("https-istiod", 15012), server("https-istiodwebhook", 15017)],
    }),
    virtualService("istiod-vs", {
      hosts: [ISTIOD_HOST],
      gateways: ["istiod-gateway"],
      http: [rule(15012, 15012), rule(15017, 443)],
    }),
    destinationRule("istiod-dr", {
      host: ISTIOD,
      trafficPolicy: {
        portLevelSettings: [
          {
            port: { number: 15012 },
            tls: { mode: "SIMPLE" },
            connectionPool: { http: { h2UpgradePolicy: "UPGRADE" } },
          },
          { port: { number: 443 }, tls: { mode: "SIMPLE" } },
        ],
      },
    }),
  ];
}

/** Istio's samples for meshes of several clusters, by their paths below samples/. */
export const MULTICLUSTER_SAMPLES: Readonly<Record<string, readonly Manifest[]>> = {
  "multicluster/expose-istiod.yaml": exposedIstiod("istiod-vs", ISTIOD, ["*"]),
  "multicluster/expose-istiod-rev.yaml.tmpl": exposedIstiod(
    "istiod-vs-1-31-1",
    "istiod-1-31-1.istio-system.svc.cluster.local",
    ["istiod-1-31-1.istio-system.svc", "istiod-1-31-1.istio-system.svc.cluster.local"],
  ),
  "multicluster/expose-istiod-https.yaml": exposedIstiodOverHttps(),
  "multicluster/expose-services.yaml": [
    gateway("cross-network-gateway", {
      selector: EASTWEST,
      servers: [
        {
          port: { number: 15443, name: "tls", protocol: "TLS" },
          tls: { mode: "AUTO_PASSTHROUGH" },
          hosts: ["*.local"],
        },
      ],
    }),
  ],
};
