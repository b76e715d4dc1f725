import { InvalidArgumentError } from "commander";

/** Collects http and https addresses, as commander's argument parser. */
export function outsideUrl(text: string, urls: readonly string[] = []): string[] {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError("Expected an address such as https://example.com/.");
  }
  return [...urls, url.href];
}
