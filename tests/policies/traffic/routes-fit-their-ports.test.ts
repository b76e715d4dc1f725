import { unknownValue } from "@pulumi/pulumi/runtime";
import { routesFitTheirPorts } from "../../../policies/traffic/routes-fit-their-ports";
import { describePolicy } from "../describe-policy";
import { OTHER_ROUTES } from "../other-versions";
import { type Properties, type TestStack } from "../test-stack";

const DB = "db.default.svc.cluster.local";
const SNI = { match: [{ port: 443, sniHosts: ["news.example"] }], route: [{ destination: { host: "news.example" } }] };

function withService(mesh: TestStack, ports: readonly Properties[], spec: Properties = {}): TestStack {
  return mesh.with("db", "kubernetes:core/v1:Service", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "db", namespace: "default" },
    spec: { selector: { app: "db" }, ports, ...spec },
  });
}

function withRoutes(mesh: TestStack, spec: Properties): TestStack {
  return mesh.with("db-routes", "kubernetes:networking.istio.io/v1:VirtualService", {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "db", namespace: "default" },
    spec: { hosts: ["db"], ...spec },
  });
}

function to(port?: number, match?: readonly Properties[]): Properties {
  const destination = { host: "db", ...(port !== undefined && { port: { number: port } }) };
  return { ...(match && { match }), route: [{ destination }] };
}

function withEntry(mesh: TestStack, ports: readonly Properties[], host = "news.example"): TestStack {
  return mesh.with("news", "kubernetes:networking.istio.io/v1:ServiceEntry", {
    metadata: { name: "news", namespace: "default" },
    spec: { hosts: [host], resolution: "DNS", ports },
  });
}

function withTls(mesh: TestStack, trafficPolicy: Properties, host = "db"): TestStack {
  return mesh.with("db-tls", "kubernetes:networking.istio.io/v1:DestinationRule", {
    metadata: { name: "db-tls", namespace: "default" },
    spec: { host, trafficPolicy },
  });
}

/** The gateway's VirtualService for a server of another kind. */
function atServer(mesh: TestStack, server: Properties, spec: Properties): TestStack {
  return mesh
    .set("bookinfo-gateway", "spec.servers", [{ hosts: ["books.example.com"], ...server }])
    .set("bookinfo-routes", "spec", { hosts: ["books.example.com"], gateways: ["bookinfo-gateway"], ...spec });
}

const HTTP = { name: "http", port: 80, targetPort: 8080 };
const HTTPS = { name: "https", port: 443, targetPort: 8443 };
const TCP = { name: "tcp-sql", port: 5432 };
const PASSTHROUGH = { port: { number: 443, name: "tls", protocol: "TLS" }, tls: { mode: "PASSTHROUGH" } };
const ENDED = { port: { number: 443, name: "tls", protocol: "TLS" }, tls: { mode: "SIMPLE", credentialName: "c" } };
const OPAQUE = { port: { number: 9000, name: "tcp", protocol: "TCP" } };
const DETAILS = { route: [{ destination: { host: "details" } }] };
const BY_NAME = { match: [{ sniHosts: ["books.example.com"] }], ...DETAILS };

const RULE = "db-routes: VirtualService default/db";
const DEAD = "bookinfo-routes: VirtualService default/bookinfo";

describePolicy(routesFitTheirPorts, {
  accepts: [
    {
      when: "rules of each kind for the ports that they are for",
      change: (mesh) =>
        withRoutes(withService(mesh, [HTTP, TCP, HTTPS]), {
          http: [to(80)],
          tcp: [to(5432)],
          tls: [to(443, [{ sniHosts: ["db"] }])],
        }),
    },
    {
      when: "a port whose protocol Istio finds out",
      change: (mesh) => withRoutes(withService(mesh, [{ name: "web", port: 80 }]), { http: [to(80)], tcp: [to(80)] }),
    },
    {
      when: "http rules for a port that appProtocol says to be HTTP/2, whatever its name",
      change: (mesh) =>
        withRoutes(withService(mesh, [{ name: "https", port: 80, appProtocol: "kubernetes.io/h2c" }]), {
          http: [to()],
        }),
    },
    {
      when: "a host that the stack does not show, or stands for another",
      change: (mesh) =>
        withRoutes(withService(mesh, [HTTPS], { type: "ExternalName" }), {
          hosts: ["db", "elsewhere.example"],
          http: [to(80)],
        }),
    },
    {
      when: "plain HTTP of which a DestinationRule makes TLS",
      change: (mesh) =>
        withTls(withService(mesh, [HTTPS]), {
          portLevelSettings: [{ port: { number: 443 }, tls: { mode: "SIMPLE" } }],
        }).set("bookinfo-routes", "spec.http[0].route[0].destination", { host: "db", port: { number: 443 } }),
    },
    {
      when: "plain HTTP for the mesh at a port of TLS, by two ServiceEntries for one host",
      change: (mesh) =>
        withRoutes(
          withTls(
            withEntry(withEntry(mesh, [{ number: 80, protocol: "HTTP" }]), [{ number: 443, protocol: "HTTPS" }]).with(
              "news-plain",
              "kubernetes:networking.istio.io/v1:ServiceEntry",
              {
                metadata: { name: "news-plain", namespace: "default" },
                spec: { hosts: ["news.example"], ports: [{ number: 80, protocol: "http" }] },
              },
            ),
            { tls: { mode: "SIMPLE" } },
            "*.example",
          ),
          {
            hosts: ["news.example"],
            http: [
              { match: [{ port: 80 }], route: [{ destination: { host: "news.example", port: { number: 443 } } }] },
            ],
          },
        ),
    },
    {
      when: "plain HTTP for the mesh at port 80 of a host that has HTTPS alone",
      change: (mesh) =>
        withRoutes(withTls(withService(mesh, [HTTPS]), { tls: { mode: "SIMPLE" } }), {
          http: [to(443, [{ port: 80 }])],
        }),
    },
    {
      when: "TLS that sidecars and an egress gateway pass through",
      change: (mesh) =>
        withRoutes(
          withEntry(mesh, [{ number: 443, protocol: "TLS" }]).set("bookinfo-gateway", "spec.servers[2]", {
            port: { number: 443, protocol: "TLS" },
            hosts: ["news.example"],
            tls: { mode: "PASSTHROUGH" },
          }),
          {
            hosts: ["news.example"],
            gateways: ["mesh", "bookinfo-gateway"],
            tls: [
              { ...SNI, match: [{ ...SNI.match[0], gateways: ["mesh"] }] },
              { ...SNI, match: [{ ...SNI.match[0], gateways: ["default/bookinfo-gateway"] }] },
            ],
          },
        ),
    },
    { when: "tls rules behind PASSTHROUGH", change: (mesh) => atServer(mesh, PASSTHROUGH, { tls: [BY_NAME] }) },
    { when: "tcp rules where TLS ends", change: (mesh) => atServer(mesh, ENDED, { tcp: [DETAILS] }) },
    {
      when: "tcp rules for TCP, and a port of the server",
      change: (mesh) => atServer(mesh, OPAQUE, { tcp: [{ match: [{ port: 9000 }], ...DETAILS }] }),
    },
    {
      when: "rules that one of two gateways looks at",
      change: (mesh) =>
        atServer(mesh, PASSTHROUGH, { gateways: ["bookinfo-gateway", "elsewhere/edge"], http: [DETAILS] }),
    },
    {
      when: "a protocol that Istio does not know, which another policy is about",
      change: (mesh) => atServer(mesh, { port: { number: 443, protocol: "QUIC" } }, { http: [DETAILS] }),
    },
  ],
  refuses: [
    {
      when: "the port of the pods",
      change: (mesh) => withRoutes(withService(mesh, [HTTP]), { http: [to(8080)] }),
      saying: [
        `${RULE}, http[0] sends to port 8080 of ${DB}, which has only 80; 8080 is its pods' own, to which 80 leads`,
      ],
    },
    {
      when: "a port that nobody has, of a mirror and of TCP",
      change: (mesh) =>
        withRoutes(withService(mesh, [HTTP, TCP]), {
          http: [{ ...to(80), mirrors: [{ destination: { host: "db", port: { number: 81 } } }] }],
          tcp: [to(5433)],
        }),
      saying: [
        `${RULE}, http[0] sends to port 81 of ${DB}, which has only 80, 5432`,
        `${RULE}, tcp[0] sends to port 5433 of ${DB}, which has only 80, 5432`,
      ],
    },
    {
      when: "a port that a ServiceEntry does not have",
      change: (mesh) =>
        withRoutes(withEntry(mesh, [{ number: 443, protocol: "HTTPS" }], "*.example"), {
          gateways: ["edge"],
          tls: [{ ...SNI, route: [{ destination: { host: "news.example", port: { number: 80 } } }] }],
        }),
      saying: [`${RULE}, tls[0] sends to port 80 of news.example, which has only 443`],
    },
    {
      when: "http rules for a host with HTTPS alone",
      change: (mesh) =>
        withRoutes(withTls(withService(mesh, [HTTPS]), { tls: { mode: "SIMPLE" } }), { http: [to(443)] }),
      saying: [`${RULE}, http[0] is never looked at: http rules are not for the ports of ${DB}, 443 (https)`],
    },
    {
      when: "http rules for databases, by well-known port and by protocol",
      change: (mesh) =>
        withRoutes(
          withService(mesh, [
            { name: "main", port: 3306 },
            { name: "tcp-admin", port: 33060 },
          ]),
          { http: [to(3306)] },
        ),
      saying: [
        `${RULE}, http[0] is never looked at: http rules are not for the ports of ${DB}, 3306 (main), 33060 (tcp-admin)`,
      ],
    },
    {
      when: "http rules for the one port of several that is TCP, or for none",
      change: (mesh) =>
        withRoutes(withService(mesh, [HTTP, TCP]), { http: [to(80, [{ port: 5432 }, { port: 81 }, { port: 80 }])] }),
      saying: [
        `${RULE}, http[0], match[0], is never looked at: http rules are not for the ports of ${DB}, 80 (http), 5432 (tcp-sql)`,
        `${RULE}, http[0], match[1], is never looked at: ${DB} has no port 81, only 80 (http), 5432 (tcp-sql)`,
      ],
    },
    {
      when: "http rules for port 80 of a host that has HTTP elsewhere",
      change: (mesh) =>
        withRoutes(withService(mesh, [{ name: "http", port: 8000 }]), { http: [to(8000, [{ port: 80 }])] }),
      saying: [`${RULE}, http[0], match[0], is never looked at: ${DB} has no port 80, only 8000 (http)`],
    },
    {
      when: "tcp and tls rules for HTTP",
      change: (mesh) => withRoutes(withService(mesh, [HTTP]), { tcp: [to(80)], tls: [to(80, [{ sniHosts: ["db"] }])] }),
      saying: [
        `${RULE}, tcp[0] is never looked at: tcp rules are not for the ports of ${DB}, 80 (http)`,
        `${RULE}, tls[0], match[0], is never looked at: tls rules are not for the ports of ${DB}, 80 (http)`,
      ],
    },
    {
      when: "http rules for a ServiceEntry with TLS",
      change: (mesh) =>
        withRoutes(withEntry(mesh, [{ number: 443, protocol: "tls" }]), { hosts: ["news.example"], http: [to()] }),
      saying: [`${RULE}, http[0] is never looked at: http rules are not for the ports of news.example, 443 (tls)`],
    },
    {
      when: "plain HTTP for a port of HTTPS",
      change: (mesh) =>
        withTls(withService(mesh, [HTTP, HTTPS]), {
          portLevelSettings: [{ port: { number: 80 }, tls: { mode: "SIMPLE" } }],
        }).set("bookinfo-routes", "spec.http[0].route[0].destination", { host: "db", port: { number: 443 } }),
      saying: [
        `${DEAD}, http[0] (pages) sends plain HTTP to port 443 (https) of ${DB}, and no DestinationRule makes it TLS`,
      ],
    },
    {
      when: "http rules behind PASSTHROUGH",
      change: (mesh) => atServer(mesh, PASSTHROUGH, { http: [DETAILS] }),
      saying: [
        `${DEAD}, http[0] is never looked at: http rules are not for port 443 (TLS PASSTHROUGH) of Gateway default/bookinfo-gateway`,
      ],
    },
    {
      when: "tls rules where the gateway ends TLS",
      change: (mesh) => atServer(mesh, ENDED, { tls: [BY_NAME] }),
      saying: [
        `${DEAD}, tls[0], match[0], is never looked at: tls rules are not for port 443 (TLS SIMPLE) of Gateway default/bookinfo-gateway`,
      ],
    },
    {
      when: "http rules for TCP",
      change: (mesh) => atServer(mesh, OPAQUE, { http: [DETAILS] }),
      saying: [
        `${DEAD}, http[0] is never looked at: http rules are not for port 9000 (TCP) of Gateway default/bookinfo-gateway`,
      ],
    },
    {
      when: "rules of any kind where the TLS name alone decides",
      change: (mesh) => atServer(mesh, { ...PASSTHROUGH, tls: { mode: "AUTO_PASSTHROUGH" } }, { tls: [BY_NAME] }),
      saying: [
        `${DEAD}, tls[0], match[0], is never looked at: tls rules are not for port 443 (TLS AUTO_PASSTHROUGH) of Gateway default/bookinfo-gateway`,
      ],
    },
    {
      when: "a port that the gateway does not have, and a gateway that the VirtualService does not name",
      change: (mesh) =>
        mesh.set("bookinfo-routes", "spec.http[0].match", [{ port: 9080 }, { gateways: ["other"] }, { port: 443 }]),
      saying: [
        `${DEAD}, http[0] (pages), match[0], is never looked at: Gateway default/bookinfo-gateway has no server for its hosts at port 9080`,
        `${DEAD}, http[0] (pages), match[1], is never looked at: it names none of the VirtualService's gateways`,
      ],
    },
  ],
  unknown: {
    when: "the port of a destination",
    change: (mesh) => mesh.set("reviews-routes", "spec.http[1].route[0].destination.port", { number: unknownValue }),
    saying: [
      "reviews-routes: routes-fit-their-ports could not check reviews-routes: spec.http[1].route[0].destination.port.number is not known before the update",
    ],
  },
  leavesOpen: [
    {
      when: "the ports of a Service",
      change: (mesh) => mesh.set("details", "spec.ports", unknownValue).set("bookinfo-routes", "spec.http", [DETAILS]),
      saying: [
        "bookinfo-routes: routes-fit-their-ports could not check bookinfo-routes: spec.ports is not known before the update",
      ],
    },
  ],
  absent: {
    when: "the name of a port, so that Istio finds out",
    change: (mesh) => withRoutes(withService(mesh, [{ port: 80 }]), { http: [to(80)] }),
    saying: [],
  },
  empty: { resource: "reviews-routes", saying: [] },
  otherVersion: { ...OTHER_ROUTES, resource: "db-routes" },
});
