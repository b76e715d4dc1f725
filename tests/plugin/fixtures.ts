import { type JsonObject } from "../../sandbox/plugin/wire/json";
import { type TestResource } from "./plugin-under-test";

export const VIRTUAL_SERVICE: TestResource = {
  type: "kubernetes:networking.istio.io/v1:VirtualService",
  name: "reviews-routes",
};

export const VIRTUAL_SERVICE_PATH = "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/reviews";

/** A split of reviews, as the program would describe it. */
export function virtualService(weights: readonly number[], annotations?: Readonly<Record<string, string>>): JsonObject {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "reviews", namespace: "bookinfo", ...(annotations ? { annotations } : {}) },
    spec: {
      hosts: ["reviews"],
      http: [
        {
          name: "roundrobin",
          route: weights.map((weight, index) => ({
            destination: { host: "reviews", subset: `v${index + 1}` },
            weight,
          })),
        },
      ],
    },
  };
}

export const CONFIG_MAP: TestResource = { type: "kubernetes:core/v1:ConfigMap", name: "settings" };

export function configMap(data: Readonly<Record<string, string>>, name = "settings"): JsonObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "bookinfo" }, data };
}

export const DEPLOYMENT: TestResource = { type: "kubernetes:apps/v1:Deployment", name: "reviews-v1" };

export const DEPLOYMENT_PATH = "/apis/apps/v1/namespaces/bookinfo/deployments/reviews-v1";

export function deployment(
  { replicas = 1, app = "reviews", image = "reviews:1" } = {},
  annotations?: Readonly<Record<string, string>>,
): JsonObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "reviews-v1", namespace: "bookinfo", ...(annotations ? { annotations } : {}) },
    spec: {
      replicas,
      selector: { matchLabels: { app } },
      template: { metadata: { labels: { app } }, spec: { containers: [{ name: "reviews", image }] } },
    },
  };
}

/** The status of a Deployment whose pods are all there. */
export function rolledOut(object: JsonObject, replicas = 1): JsonObject {
  return {
    ...object,
    status: {
      replicas,
      updatedReplicas: replicas,
      availableReplicas: replicas,
      conditions: [{ type: "Available", status: "True", reason: "MinimumReplicasAvailable" }],
    },
  };
}
