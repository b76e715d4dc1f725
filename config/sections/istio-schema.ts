import { isIP } from "node:net";
import { z } from "zod";
import { DEFAULT_ISTIO_VERSION, isIstioVersion } from "../../mesh/versions/istio-versions";
import { type ExamplePart, key } from "../schema/about-key";
import { isLabelName, isLabelValue } from "../../mesh/traffic/labels";
import { dnsLabel, LABEL_VALUE, typed, WHOLE } from "../schema/values";
import { dnsZoneSchema, gatewayHostsSchema } from "./gateway-hosts-schema";
import { gatewayTlsSchema } from "./gateway-tls-schema";
import { loadBalancerSchema } from "./load-balancer-schema";

export const istioVersionSchema = key(typed(z.string().refine(isIstioVersion)).default(DEFAULT_ISTIO_VERSION), {
  meaning: "Istio's version: that of the charts base, istiod and gateway",
  expected: "the version of one Istio release, all three numbers",
});

// The range that an API server hands out unless told otherwise (kube-apiserver --service-node-port-range).
export const LAST_NODE_PORT = 32767;
const nodePort = z.number().int().min(30000).max(LAST_NODE_PORT);
const NODE_PORT = `${WHOLE} from 30000 to ${LAST_NODE_PORT}`;

const address = typed(
  z.string().refine((text) => isIP(text) !== 0 || /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/.test(text)),
);

const gatewaySelector = z
  .record(
    z.string().refine(isLabelName),
    key(typed(z.string().min(1).max(63).refine(isLabelValue)), {
      meaning: "the label's value",
      expected: LABEL_VALUE,
      example: "ingressgateway",
    }),
  )
  .refine((labels) => Object.keys(labels).length > 0);

const gatewaySchema = z
  .strictObject({
    namespace: key(dnsLabel.default("istio-system"), {
      meaning: "the gateway's namespace",
      expected: "the name of a namespace",
    }),
    service: key(z.enum(["LoadBalancer", "NodePort"]).default("LoadBalancer"), {
      meaning: "how the gateway is reached: `LoadBalancer` or `NodePort`",
      expected: "LoadBalancer or NodePort",
    }),
    nodePort: key(nodePort.default(30080), {
      meaning: "NodePort: the port on every node that leads to the gateway's port 80",
      expected: NODE_PORT,
    }),
    httpsNodePort: key(nodePort.default(30443), {
      meaning: "NodePort with `tls`: the port on every node that leads to the gateway's port 443",
      expected: NODE_PORT,
    }),
    address: key(address.default("127.0.0.1"), {
      meaning: "NodePort: the address under which you reach a node",
      expected: "a host name or an IP address, without a port",
    }),
    selector: key(gatewaySelector.optional(), {
      meaning: "the labels of the pods of a gateway that is there already: the stack then installs none",
      expected: "{<label>: <value>}, at least one",
      parts: [{ at: ["istio"] }],
      names: "<label>",
    }),
    hosts: gatewayHostsSchema,
    dnsZone: dnsZoneSchema,
    tls: gatewayTlsSchema,
    loadBalancer: loadBalancerSchema,
    replicas: key(z.number().int().min(1).max(100).optional(), {
      meaning: "the fewest pods of the gateway; from 2 on one is always up while nodes are drained",
      expected: `${WHOLE} from 1 to 100`,
      default: 1,
    }),
  })
  .prefault({});

const helmValues = (meaning: string, ...parts: ExamplePart[]) =>
  key(z.record(z.string(), z.unknown()).default({}), { meaning, expected: "an object of Helm values", parts });

const valuesSchema = z
  .strictObject({
    base: helmValues("for the chart base", { at: ["global", "enableReaderRBAC"], value: false }),
    istiod: helmValues("for the chart istiod", { at: ["pilot", "autoscaleMin"], value: 2 }),
    gateway: helmValues("for the chart gateway", { at: ["replicaCount"], value: 2 }),
    egressGateway: helmValues("for the chart gateway, where `egress.via: gateway` installs it a second time", {
      at: ["replicaCount"],
      value: 2,
    }),
  })
  .prefault({});

const chartSource = typed(
  z.string().refine((source) => /^(https?|oci):\/\/\S+$/.test(source) || /^([/~]|\.\.?\/)/.test(source)),
);

/** A DNS label that leaves room for `istiod-` before it in the name of a Helm release, which has 53 characters. */
const revision = typed(z.string().regex(/^(?!default$)[a-z0-9]([-a-z0-9]{0,44}[a-z0-9])?$/));

const accessLogSchema = z
  .strictObject({
    enabled: key(z.boolean().default(false), {
      meaning:
        "whether every proxy logs its requests, a line of JSON each, to its container's log; `npm run traffic -- evidence` reads them",
      expected: "true or false",
    }),
    sampling: key(z.number().min(0.01).max(100).default(100), {
      meaning:
        "the percentage of requests that are logged, chosen by their `x-request-id`: by every proxy on their way or none",
      expected: "a number from 0.01 to 100",
    }),
  })
  .prefault({});

export const istioSchema = key(
  z
    .strictObject({
      enabled: key(z.boolean().default(true), {
        meaning:
          "whether the stack installs Istio; `false` uses the one that is in the cluster, once it is known to be fit",
        expected: "true or false",
      }),
      chartSource: key(chartSource.default("https://blob.istio.io/istio-release/charts"), {
        meaning: "a chart repository (https:// or oci://), or a folder of packaged charts",
        expected: "an https:// or oci:// address, or the path of a folder",
      }),
      revision: key(revision.optional(), {
        meaning:
          "the revision of this control plane, by which namespaces, releases and gateways choose it; a new value brings up a second istiod beside the one that runs, which is removed last",
        expected: "at most 46 lower-case letters, digits and hyphens, other than default",
        example: "1-31-1",
      }),
      dnsCapture: key(z.boolean().default(false), {
        meaning:
          "whether sidecars answer DNS queries, with an address for each host of `egress.hosts`: several may then have the same TCP port",
        expected: "true or false",
      }),
      accessLog: key(accessLogSchema, {
        meaning: "the log that each proxy keeps of its requests",
        expected: "{enabled, sampling}",
        parts: [{ at: ["enabled"], value: true }],
      }),
      gateway: key(gatewaySchema, {
        meaning: "the ingress gateway",
        expected:
          "{namespace, service, nodePort, httpsNodePort, address, selector, hosts, dnsZone, tls, loadBalancer, replicas}",
        parts: [{ at: ["service"] }],
      }),
      values: key(valuesSchema, {
        meaning: "Helm values on top of the program's own",
        expected: "{base, istiod, gateway, egressGateway}",
        parts: [{ at: ["istiod", "pilot", "autoscaleMin"], value: 2 }],
        secret: "unquoted",
      }),
    })
    .prefault({}),
  {
    meaning: "where Istio comes from and how it is set up",
    expected: "{enabled, chartSource, revision, dnsCapture, accessLog, gateway, values}",
    parts: [{ at: ["chartSource"] }],
  },
);

export type IstioInput = z.output<typeof istioSchema>;
