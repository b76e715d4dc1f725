import { type Properties } from "../test-stack";
import { appService, ingress, type Manifest, pods, service, serviceAccount } from "./manifest";

const IMAGES = "registry.istio.io/release/examples-bookinfo";
const WEB = { port: 9080, name: "http" };

function version(app: string, name: string, pod: Properties = {}): Manifest {
  return pods(`${app}-${name}`, { app, version: name }, `${IMAGES}-${app}-${name}:1.20.3`, {
    container: { name: app, ports: [{ containerPort: 9080 }] },
    pod,
  });
}

function application(app: string, ...names: string[]): Manifest[] {
  const account = `bookinfo-${app}`;
  return [
    appService(app, WEB),
    serviceAccount(account),
    ...names.map((name) => version(app, name, { serviceAccountName: account })),
  ];
}

/** Bookinfo's Services and Deployments, file by file, as they are below Istio's samples/bookinfo/platform. */
export const BOOKINFO_PODS: Readonly<Record<string, readonly Manifest[]>> = {
  "bookinfo/platform/kube/bookinfo.yaml": [
    ...application("details", "v1"),
    ...application("ratings", "v1"),
    ...application("reviews", "v1", "v2", "v3"),
    ...application("productpage", "v1"),
  ],
  "bookinfo/platform/kube/bookinfo-details-v2.yaml": [version("details", "v2")],
  "bookinfo/platform/kube/bookinfo-ratings-v2.yaml": [
    serviceAccount("bookinfo-ratings-v2"),
    version("ratings", "v2", { serviceAccountName: "bookinfo-ratings-v2" }),
  ],
  "bookinfo/platform/kube/bookinfo-ratings-v2-mysql.yaml": [version("ratings", "v2-mysql")],
  "bookinfo/platform/kube/bookinfo-ratings-v2-mysql-vm.yaml": [version("ratings", "v2-mysql-vm")],
  "bookinfo/platform/kube/bookinfo-db.yaml": [
    appService("mongodb", { port: 27017, name: "mongo" }),
    pods("mongodb-v1", { app: "mongodb", version: "v1" }, `${IMAGES}-mongodb:1.20.3`),
  ],
  "bookinfo/platform/kube/bookinfo-mysql.yaml": [
    { apiVersion: "v1", kind: "Secret", metadata: { name: "mysql-credentials" }, type: "Opaque" },
    appService("mysqldb", { port: 3306, name: "tcp" }),
    pods("mysqldb-v1", { app: "mysqldb", version: "v1" }, `${IMAGES}-mysqldb:1.20.3`),
  ],
  "bookinfo/platform/kube/bookinfo-ingress.yaml": [
    ingress(
      "gateway",
      {
        rules: [
          {
            http: {
              paths: ["/productpage", "/static/", "/login", "/logout", "/api/v1/products"].map((path) => ({
                path,
                pathType: "Prefix",
                backend: { service: { name: "productpage", port: { number: 9080 } } },
              })),
            },
          },
        ],
      },
      { annotations: { "kubernetes.io/ingress.class": "istio" } },
    ),
  ],
  "bookinfo/platform/kube/productpage-nodeport.yaml": [
    service(
      "productpage",
      { type: "NodePort", ports: [WEB], selector: { app: "productpage" } },
      { labels: { app: "productpage", service: "productpage" } },
    ),
  ],
};
