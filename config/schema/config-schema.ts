import { z } from "zod";
import { caKeySchema } from "../sections/authority-schema";
import { bookinfoSchema } from "../sections/bookinfo-schema";
import { clusterSchema } from "../sections/cluster-schema";
import { egressSchema } from "../sections/egress-schema";
import { istioSchema, istioVersionSchema } from "../sections/istio-schema";
import { mtlsSchema, securitySchema } from "../sections/security-schema";
import { servicesSchema } from "../sections/services-schema";
import { tagsSchema } from "../sections/tags-schema";
import { trafficSchema } from "../sections/traffic-schema";

/** All that a stack may say, section by section, each under a key of its own. */
export const configSchema = z.strictObject({
  istioVersion: istioVersionSchema,
  cluster: clusterSchema,
  mtls: mtlsSchema,
  security: securitySchema,
  caKey: caKeySchema,
  egress: egressSchema,
  istio: istioSchema,
  bookinfo: bookinfoSchema,
  services: servicesSchema,
  traffic: trafficSchema,
  tags: tagsSchema,
});

export type Section = keyof typeof configSchema.shape;

export const SECTIONS: readonly Section[] = Object.keys(configSchema.shape).filter(isSection);

export function isSection(name: PropertyKey | undefined): name is Section {
  return typeof name === "string" && Object.hasOwn(configSchema.shape, name);
}
