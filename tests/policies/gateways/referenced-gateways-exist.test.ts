import { unknownValue } from "@pulumi/pulumi/runtime";
import { referencedGatewaysExist } from "../../../policies/gateways/referenced-gateways-exist";
import { describePolicy } from "../describe-policy";
import { OTHER_ENTRANCE } from "../other-versions";
import { type TestStack } from "../test-stack";

describePolicy(referencedGatewaysExist, {
  accepts: [
    ...["./bookinfo-gateway", "bookinfo-gateway.default", "bookinfo-gateway.default.svc.cluster.local"].map((name) => ({
      when: `the name written as ${name}`,
      change: (mesh: TestStack) => mesh.set("bookinfo-routes", "spec.gateways", [name]),
    })),
    {
      when: "a name with its namespace",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.gateways", ["default/bookinfo-gateway", "mesh"]),
    },
    {
      when: "a gateway that is said to be outside",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.gateways", ["edge/shared"]),
      settings: { outsideGateways: ["edge/*"] },
    },
  ],
  refuses: [
    {
      when: "a gateway of another namespace by its short name",
      change: (mesh) => mesh.set("bookinfo-routes", "metadata.namespace", "other"),
      saying: [
        "bookinfo-routes: VirtualService other/bookinfo: there is no Gateway other/bookinfo-gateway, only default/bookinfo-gateway",
      ],
    },
    {
      when: "a gateway that is not there",
      change: (mesh) => mesh.without("bookinfo-gateway"),
      saying: ["bookinfo-routes: VirtualService default/bookinfo: there is no Gateway default/bookinfo-gateway"],
    },
  ],
  unknown: {
    when: "the Gateway's name",
    change: (mesh) => mesh.set("bookinfo-gateway", "metadata.name", unknownValue),
    saying: [
      "bookinfo-routes: referenced-gateways-exist could not check bookinfo-routes: metadata.name is not known before the update",
    ],
  },
  absent: {
    when: "the gateways, which means the mesh",
    change: (mesh) => mesh.unset("bookinfo-routes", "spec.gateways"),
    saying: [],
  },
  empty: { resource: "bookinfo-routes", saying: [] },
  otherVersion: OTHER_ENTRANCE,
});
