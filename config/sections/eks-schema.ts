import { z } from "zod";
import { DEFAULT_KUBERNETES_ON_EKS } from "../../mesh/versions/kubernetes-on-eks";
import { key } from "../schema/about-key";
import { typed, WHOLE } from "../schema/values";
import { kindOf } from "./cluster-kind";
import { accessSchema } from "./eks-access-schema";
import { addonsSchema } from "./eks-addons-schema";
import { endpointSchema, logsSchema, secretsKeySchema, supportTypeSchema } from "./eks-control-plane-schema";
import { eksNetworkSchema } from "./eks-network-schema";
import { nodesSchema } from "./eks-nodes-schema";

const TRUE_OR_FALSE = "true or false";

/** A cluster on EKS that the stack owns. */
export const eksCluster = z.strictObject({
  kind: kindOf("eks"),
  // Amazon EKS, CreateCluster: the pattern of `name`.
  name: key(typed(z.string().regex(/^[0-9A-Za-z][\w-]{0,99}$/)).default("istio-test-cluster"), {
    meaning: "EKS: the cluster's name",
    expected: "1 to 100 letters, digits, hyphens or underscores, the first a letter or digit",
  }),
  kubernetesVersion: key(typed(z.string().regex(/^1\.\d+$/)).default(DEFAULT_KUBERNETES_ON_EKS), {
    meaning: "EKS: the control plane's and the nodes' version, raised one minor version at a time",
    expected: 'a minor version in quotes, such as "1.36"',
  }),
  // Beside `network.zoneIds` it makes a difference whether it is set.
  zones: key(z.number().int().min(2).max(6).optional(), {
    meaning: "EKS: how many availability zones the network spans; they can't be changed later",
    expected: `${WHOLE} from 2 to 6`,
    default: 2,
  }),
  network: eksNetworkSchema,
  access: accessSchema,
  endpoint: endpointSchema,
  secretsKey: secretsKeySchema,
  logs: logsSchema,
  supportType: supportTypeSchema,
  deletionProtection: key(z.boolean().default(false), {
    meaning: "EKS: whether AWS refuses to delete the cluster; set it to `false`, and update, before `pulumi destroy`",
    expected: TRUE_OR_FALSE,
  }),
  protect: key(z.boolean().default(false), {
    meaning: "EKS: whether Pulumi refuses to delete or replace the cluster, its network and its nodes",
    expected: TRUE_OR_FALSE,
  }),
  addons: addonsSchema,
  autoMode: key(z.boolean().default(false), {
    meaning: "EKS: whether EKS Auto Mode runs the nodes, in the place of `nodes`",
    expected: TRUE_OR_FALSE,
  }),
  nodes: nodesSchema,
});
