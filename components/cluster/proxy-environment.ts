type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the environment sends requests to an address through a proxy, as client-go reads it
 * (golang.org/x/net/http/httpproxy). Of NO_PROXY only names and single addresses are understood, no ranges: where one
 * of those lets an address out, the answer is still yes.
 */
export function goesThroughProxy(address: URL, environment: Environment): boolean {
  const setting = (name: string) => environment[name] ?? environment[name.toLowerCase()] ?? "";
  if (setting(address.protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY") === "") return false;
  const host = address.hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || host === "::1" || host.startsWith("127.")) return false;
  const direct = setting("NO_PROXY")
    .split(",")
    .map((one) => one.trim().toLowerCase());
  return !direct.some((one) => one !== "" && exempts(one, host));
}

/**
 * An entry `example.com` is for that name and all under it, `.example.com` and `*.example.com` for those under it
 * alone.
 */
function exempts(entry: string, host: string): boolean {
  const name = entry.replace(/^\*(?=\.)/, "").replace(/:\d+$/, "");
  return entry === "*" || host === name || host.endsWith(name.startsWith(".") ? name : `.${name}`);
}
