import { z } from "zod";
import { key } from "../schema/about-key";

/** The load balancer of AWS before the ingress gateway. What goes with what is a rule between values. */
export const loadBalancerSchema = key(
  z
    .strictObject({
      controller: key(z.enum(["aws-load-balancer-controller", "auto-mode", "in-tree"]).optional(), {
        meaning:
          "EKS: which controller makes it: `aws-load-balancer-controller`, which the stack installs; `auto-mode`, that of `cluster.autoMode`; or `in-tree`, which every cluster has, for stacks that have one of its balancers already. A change takes two updates",
        expected: "aws-load-balancer-controller, auto-mode or in-tree",
        default: "aws-load-balancer-controller",
      }),
      scheme: key(z.enum(["internet-facing", "internal"]).default("internet-facing"), {
        meaning:
          "EKS: from where it is reached: the internet, or the cluster's network alone. A change makes another balancer with another address",
        expected: "internet-facing or internal",
      }),
      proxyProtocol: key(z.boolean().default(false), {
        meaning: "EKS: whether it tells the gateway the clients' addresses, by the PROXY protocol",
        expected: "true or false",
      }),
    })
    .optional(),
  {
    meaning: "EKS: the network load balancer in front of the gateway",
    expected: "{controller, scheme, proxyProtocol}",
    parts: [{ at: ["scheme"] }],
  },
);

export type LoadBalancerInput = z.output<typeof loadBalancerSchema>;
