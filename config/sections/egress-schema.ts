import { z } from "zod";
import { isHostName } from "../../mesh/istio/host-name";
import { key } from "../schema/about-key";
import { port, secretName, typed, WHOLE } from "../schema/values";

const PORT = `${WHOLE} from 1 to 65535`;

const egressPort = z.strictObject({
  number: key(port, { meaning: "its number", expected: PORT, example: 443 }),
  protocol: key(z.enum(["HTTP", "HTTPS", "TLS", "TCP"]), {
    meaning:
      "what workloads speak on it; `TCP` names no host, so all calls to the port go to this one, unless there is `istio.dnsCapture`",
    expected: "HTTP, HTTPS, TLS or TCP",
    example: "HTTPS",
  }),
  tls: key(z.literal("originate").optional(), {
    meaning: "`originate`: workloads speak plain HTTP, and the last proxy on the way out speaks TLS with the host",
    expected: "originate",
    example: "originate",
  }),
  targetPort: key(port.optional(), {
    meaning: "with `tls: originate`: the host's port for TLS",
    expected: PORT,
    default: 443,
  }),
  verify: key(z.enum(["system", "none"]).optional(), {
    meaning:
      "with `tls: originate`: by what the host's certificate is checked; the `system`'s authorities, or `none` at all",
    expected: "system or none",
    default: "system",
  }),
  caSecret: key(secretName.optional(), {
    meaning:
      "with `tls: originate` and `egress.via: gateway`: a Secret in istio-system whose `ca.crt` the host's certificate is checked by",
    expected: "the name of a Secret",
    example: "example-ca",
  }),
});

const egressHost = z.strictObject({
  host: key(typed(z.string().refine(isHostName)), {
    meaning: "a host name, or a wildcard such as `*.example.com`",
    expected: "a host name in lower case and no address, or a wildcard such as *.example.com",
    example: "api.example.com",
  }),
  ports: key(
    z
      .array(
        key(egressPort, {
          meaning: "one port",
          expected: "{number, protocol, tls, targetPort, verify, caSecret}",
          parts: [{ at: ["number"] }],
        }),
      )
      .min(1),
    {
      meaning: "the ports that workloads call",
      expected: "a list of at least one {number, protocol}",
      parts: [{ at: [0, "number"] }, { at: [0, "protocol"] }],
    },
  ),
});

export const egressSchema = key(
  z
    .strictObject({
      policy: key(z.enum(["ALLOW_ANY", "REGISTRY_ONLY"]).default("ALLOW_ANY"), {
        meaning: "`ALLOW_ANY`: sidecars let out calls to any host; `REGISTRY_ONLY`: to listed hosts alone",
        expected: "ALLOW_ANY or REGISTRY_ONLY",
        example: "REGISTRY_ONLY",
      }),
      via: key(z.enum(["sidecar", "gateway"]).default("sidecar"), {
        meaning: "where calls to listed hosts leave the mesh: at each `sidecar`, or all at one egress `gateway`",
        expected: "sidecar or gateway",
      }),
      hosts: key(
        z
          .array(key(egressHost, { meaning: "one host", expected: "{host, ports}", parts: [{ at: ["host"] }] }))
          .default([]),
        {
          meaning: "hosts outside the mesh that workloads may call",
          expected: "a list of {host, ports}",
          parts: [{ at: [0, "host"] }],
        },
      ),
    })
    .prefault({}),
  {
    meaning: "how workloads reach what is outside the mesh",
    expected: "{policy, via, hosts}",
    parts: [{ at: ["policy"] }],
  },
);
