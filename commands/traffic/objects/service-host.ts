import { serviceHost } from "../../../mesh/traffic/destination-rule";
import { UserError } from "../../terminal/user-error";

/** A Service of the cluster. */
export interface ServicePlace {
  readonly name: string;
  readonly namespace: string;
  /** Its fully qualified name. */
  readonly host: string;
}

/** The Service that a host names as its callers do: `reviews`, `reviews.shop`, `reviews.shop.svc.cluster.local`. */
export function servicePlace(host: string, namespace: string | undefined): ServicePlace {
  const [, name, own] = /^([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc(?:\.cluster\.local)?)?)?$/.exec(host) ?? [];
  if (name === undefined) {
    throw new UserError(
      `${host} is not a Service of the cluster: expected a name such as reviews or reviews.shop.svc.cluster.local.\n` +
        "Stack config splits the requests to Services; a host outside of the cluster has no pods to split over.",
    );
  }
  if (own !== undefined && namespace !== undefined && own !== namespace) {
    throw new UserError(
      `${host} is a Service of the namespace ${own}, and --namespace is ${namespace}.\nLeave --namespace out.`,
    );
  }
  const place = own ?? namespace ?? "default";
  return { name, namespace: place, host: serviceHost(name, place) };
}
