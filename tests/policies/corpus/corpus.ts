import { type Sample } from "./sample";
import { SAMPLES } from "./samples";
import { AUTHENTICATION_TASKS } from "./tasks-authentication";
import { AUTHORIZATION_TASKS } from "./tasks-authorization";
import { GATEWAY_API_SAMPLES } from "./samples-gateway-api";
import { EGRESS_TASKS } from "./tasks-egress";
import { INGRESS_TASKS } from "./tasks-ingress";
import { TRAFFIC_TASKS } from "./tasks-traffic";

/** All of it, by where it comes from. */
export const CORPUS: Readonly<Record<string, readonly Sample[]>> = {
  "Samples of Istio 1.31": SAMPLES,
  "Samples for the Gateway API": GATEWAY_API_SAMPLES,
  "Tasks: routes": TRAFFIC_TASKS,
  "Tasks: ingress": INGRESS_TASKS,
  "Tasks: egress": EGRESS_TASKS,
  "Tasks: authentication": AUTHENTICATION_TASKS,
  "Tasks: authorization": AUTHORIZATION_TASKS,
};

export const EVERY_SAMPLE: readonly Sample[] = Object.values(CORPUS).flat();
