import { type EgressConfig } from "../../mesh/security/egress";
import { hostCovers } from "../../mesh/security/client-tls";
import { CALLER_CHOICES, isListed } from "../../mesh/security/calls";

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

/** The callers that a check leaves out, where some are chosen. */
export function untriedCallers(chosen: readonly string[] | undefined): string[] {
  const others = chosen ? CALLER_CHOICES.filter((one) => !chosen.includes(one)) : [];
  return others.length === 0 ? [] : [`calls by ${others.join(", ")}: name them with --caller, or nobody`];
}
