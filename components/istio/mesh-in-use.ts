import * as pulumi from "@pulumi/pulumi";
import { type IstioConfig } from "../../config/config";
import { injectionLabels } from "../../mesh/istio/control-plane";
import { type GatewayConfig, gatewayOrigin } from "../../mesh/security/ingress";
import { type Labels } from "../../mesh/traffic/foreign-service";

/** How pods get their sidecars. */
export interface Injection {
  /** Labels by which a namespace asks for them. */
  readonly labels: Labels;
  /** Annotations by which pods start anew whenever they would get another one. */
  readonly podAnnotations: Labels;
}

/** Istio as the rest of the program sees it, whoever installed it. */
export interface MeshInUse {
  /** What brings the control plane, for what needs sidecars or its webhooks; nothing where it was there before. */
  readonly controlPlane: pulumi.Resource[];
  /** All that the stack installs of it. */
  readonly whole: readonly pulumi.Resource[];
  readonly injection: Injection;
  /** The labels by which a Gateway object selects the ingress gateway's pods. */
  readonly gatewaySelector: Labels;
  /** The address of the ingress gateway; undefined where others have installed that. */
  readonly gatewayAddress: pulumi.Output<string> | undefined;
  /** Where what the gateway serves is found from outside, without a path; undefined where that is not known. */
  readonly gatewayOrigin: pulumi.Output<string> | undefined;
}

/**
 * The Istio that is in the cluster already: nothing of it is the stack's. When its sidecars are renewed is not known
 * here.
 */
export function foundIstio({ revision, gateway }: Pick<IstioConfig, "revision" | "gateway">): MeshInUse {
  return {
    controlPlane: [],
    whole: [],
    injection: { labels: injectionLabels(revision), podAnnotations: {} },
    gatewaySelector: gateway.selector ?? {},
    gatewayAddress: undefined,
    gatewayOrigin: namedOrigin(gateway),
  };
}

/** Where the application is found at a gateway whose address nobody tells: under its own name, where it has one. */
export function namedOrigin(gateway: GatewayConfig): pulumi.Output<string> | undefined {
  const name = gateway.hosts?.find((host) => !host.startsWith("*."));
  return name === undefined ? undefined : pulumi.output(gatewayOrigin(gateway, name));
}
