import { unknownValue } from "@pulumi/pulumi/runtime";
import { hostsAreServedByTheirGateway } from "../../../policies/gateways/hosts-are-served-by-their-gateway";
import { describePolicy } from "../describe-policy";
import { OTHER_ENTRANCE } from "../other-versions";

describePolicy(hostsAreServedByTheirGateway, {
  accepts: [
    {
      when: "a wildcard that covers the host",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.servers[0].hosts", ["*/*.example.com"])
          .set("bookinfo-gateway", "spec.servers[1].hosts", ["./books.example.org"]),
    },
    {
      when: "a VirtualService for the mesh too, whose hosts need not all be outside",
      change: (mesh) =>
        mesh
          .set("bookinfo-routes", "spec.gateways", ["bookinfo-gateway", "mesh"])
          .set("bookinfo-routes", "spec.hosts", ["books.example.com", "productpage"]),
    },
  ],
  refuses: [
    {
      when: "a host that the gateway does not serve",
      change: (mesh) => mesh.set("bookinfo-routes", "spec.hosts", ["shop.example.com"]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo: shop.example.com is none of the hosts of Gateway default/bookinfo-gateway (books.example.com)",
      ],
    },
    {
      when: "a host that is served for another namespace",
      change: (mesh) =>
        mesh
          .set("bookinfo-gateway", "spec.servers[0].hosts", ["other/books.example.com"])
          .set("bookinfo-gateway", "spec.servers[1].hosts", ["other/books.example.com"]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo: books.example.com is none of the hosts of Gateway default/bookinfo-gateway (other/books.example.com)",
      ],
    },
    {
      when: "hosts for the mesh too, of which the gateway serves none",
      change: (mesh) =>
        mesh
          .set("bookinfo-routes", "spec.gateways", ["mesh", "bookinfo-gateway"])
          .set("bookinfo-routes", "spec.hosts", ["elsewhere.example.org", "productpage"]),
      saying: [
        "bookinfo-routes: VirtualService default/bookinfo: elsewhere.example.org, productpage.default.svc.cluster.local: none is among the hosts of Gateway default/bookinfo-gateway (books.example.com)",
      ],
    },
  ],
  unknown: {
    when: "the servers' hosts",
    change: (mesh) => mesh.set("bookinfo-gateway", "spec.servers", unknownValue),
    saying: [
      "bookinfo-routes: hosts-are-served-by-their-gateway could not check bookinfo-routes: spec.servers is not known before the update",
    ],
  },
  absent: {
    when: "the servers",
    change: (mesh) => mesh.unset("bookinfo-gateway", "spec.servers"),
    saying: [
      "bookinfo-routes: VirtualService default/bookinfo: books.example.com is none of the hosts of Gateway default/bookinfo-gateway (it has none)",
    ],
  },
  empty: {
    resource: "bookinfo-gateway",
    saying: [],
    unchecked: [
      "bookinfo-routes: hosts-are-served-by-their-gateway could not check bookinfo-routes: metadata.name is not known before the update",
    ],
  },
  otherVersion: OTHER_ENTRANCE,
});
