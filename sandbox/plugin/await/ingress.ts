import { arrayAt } from "../wire/json";
import { READY, type ReadinessCheck, waiting } from "./wait";

/** An Ingress is ready when a controller has given it an address. */
export const ingressReady: ReadinessCheck = (ingress) =>
  Promise.resolve(
    arrayAt(ingress, ["status", "loadBalancer", "ingress"]).length > 0
      ? READY
      : waiting("no ingress controller has given it an address yet"),
  );
