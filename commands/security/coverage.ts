import { type EgressConfig } from "../../mesh/security/egress";
import { hostCovers } from "../../mesh/security/client-tls";
import { isListed } from "../../mesh/security/calls";

/** What a check does not try of the way out of the mesh, each with why or how it can. */
export function untried({ hosts }: EgressConfig, outside: readonly string[]): string[] {
  const named = (host: string) => outside.some((url) => hostCovers(host, new URL(url).hostname));
  const listed = hosts.flatMap(({ host, ports }) =>
    ports.flatMap(({ number, protocol }) => {
      const place = `${host}:${number}`;
      if (protocol === "TLS" || protocol === "TCP") return [`${place}, which speaks ${protocol} and not HTTP`];
      if (!host.startsWith("*") || named(host)) return [];
      return [`${place}, a wildcard: name an address under it with --outside URL`];
    }),
  );
  const unlisted = outside.some((url) => !isListed({ hosts }, url));
  return [...listed, ...(unlisted ? [] : ["a host that is not listed: name one with --outside URL"])];
}
