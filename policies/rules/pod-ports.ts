import { type Workload } from "../objects/workload";
import { type Place } from "../resources/value";

/**
 * The port of the pods behind a Service's: its targetPort, by number or by the name of a container's port, else its own
 * number. Undefined where no container has a port of that name.
 */
export function podPort(port: Place, workload: Workload): number | undefined {
  const target = port.at("targetPort");
  if (target.isAbsent) return port.at("port").number();
  const name = target.text();
  return name === undefined ? target.number() : namedPort(name, workload);
}

/** The number of a container's port by its name. */
export function namedPort(name: string, workload: Workload): number | undefined {
  return workload
    .containers()
    .flatMap((container) => container.at("ports").items())
    .find((port) => port.at("name").text() === name)
    ?.at("containerPort")
    .number();
}
