import { type Application, BOOKINFO } from "../../mesh/bookinfo";
import { serviceHost } from "../../mesh/traffic/destination-rule";
import { ENTRANCE } from "../../mesh/traffic/entrance";
import { type ForeignService, type ForeignServices } from "../../mesh/traffic/foreign-service";
import { type Reading } from "../reading";
import { namesOf } from "./services-problems";
import { type ServicesInput } from "./services-schema";

/** A service whose traffic may be configured. */
export interface KnownService {
  readonly name: string;
  /** Undefined where what the config says of them is wrong, so that no plan can be judged. */
  readonly versions: readonly string[] | undefined;
  /** Versions that there would be, had the config not left them out. */
  readonly leftOut: readonly string[];
  /** Whether the ingress gateway calls it, and nothing else does. */
  readonly isEntrance: boolean;
}

/**
 * The services whose traffic may be configured: Bookinfo's, as far as the stack deploys them, and those that others
 * deploy.
 */
export function knownServices(deployed: Application, services: Reading<ServicesInput>): readonly KnownService[] {
  const own = Object.entries(deployed).map(([name, versions]) => ({
    name,
    versions,
    leftOut: BOOKINFO[name as keyof typeof BOOKINFO].filter((version) => !versions.includes(version)),
    isEntrance: name === ENTRANCE,
  }));
  const others = namesOf(services).map((name) => {
    const versions = services.field(name).field("versions").valid;
    return { name, versions: versions && Object.keys(versions), leftOut: [], isEntrance: false };
  });
  return [...own, ...others];
}

/** The services of a section in which nothing is wrong, each with its host. */
export function foreignServices(section: ServicesInput): ForeignServices {
  return Object.fromEntries(
    Object.entries(section).map(([name, { host, ...service }]): [string, ForeignService] => [
      name,
      { ...service, host: host ?? serviceHost(name, service.namespace) },
    ]),
  );
}
