import { InvalidArgumentError, Option } from "commander";
import { milliseconds } from "../../mesh/traffic/duration";

/** Reads a whole number from `least` to `most`, as commander's argument parser. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}

/** Reads a number from `least` to `most`, as commander's argument parser. */
export function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a number from ${least} to ${most}.`);
  };
}

/** Reads how long something goes on, in seconds, from `least` to `most`, as commander's argument parser. */
export function durationBetween(least: string, most: string): (text: string) => number {
  const [from, to] = [milliseconds(least) ?? 0, milliseconds(most) ?? Infinity];
  return (text) => {
    const length = milliseconds(text);
    if (length !== undefined && length >= from && length <= to) return length / 1000;
    throw new InvalidArgumentError(`Expected a duration from ${least} to ${most}, such as 30s or 5m.`);
  };
}

/** An option that says how long something goes on, in seconds, whose default is shown as it would be written. */
export function durationOption(
  flags: string,
  description: string,
  [least, most]: readonly [least: string, most: string],
  byDefault: string,
): Option {
  const parse = durationBetween(least, most);
  return new Option(flags, description).argParser(parse).default(parse(byDefault), byDefault);
}

/** Reads requests a second, as commander's argument parser. */
export function requestRate(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(text) ?? [];
  const value = Number(digits);
  if (digits !== undefined && value >= 0.1 && value <= 200) return value;
  throw new InvalidArgumentError("Expected requests a second from 0.1/s to 200/s, such as 10/s.");
}

/** Reads a day, as commander's argument parser. */
export function calendarDay(text: string): string {
  const day = new Date(`${text}T00:00:00Z`);
  if (!Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError("Expected a day such as 2026-11-26.");
}

/**
 * Reads the http or https address of a gateway, as commander's argument parser. A bare host leads to its productpage.
 */
export function gatewayUrl(text: string): string {
  const url = httpUrl(text, "http://127.0.0.1:30080/productpage");
  return url.pathname === "/" ? new URL("/productpage", url).href : url.href;
}

/** Collects http and https addresses, as commander's argument parser. */
export function outsideUrl(text: string, urls: readonly string[] = []): string[] {
  return [...urls, httpUrl(text, "https://example.com/").href];
}

/** Reads any http or https address, as commander's argument parser. */
export function httpAddress(text: string): string {
  return httpUrl(text, "http://127.0.0.1:9090").href;
}

function httpUrl(text: string, example: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError(`Expected an address such as ${example}.`);
  return url;
}

/** Collects `name=value` options into headers with names in lower case, as commander's argument parser. */
export function header(text: string, headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { name, value } = assignment(text, /^[\w-]+$/);
  return { ...headers, [name.toLowerCase()]: value };
}

/** Collects `name=value` options into pod labels, as commander's argument parser. */
export function label(text: string, labels: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { name, value } = assignment(text, /^[\w./-]+$/);
  return { ...labels, [name]: value };
}

function assignment(text: string, names: RegExp): { readonly name: string; readonly value: string } {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined || !names.test(name)) {
    throw new InvalidArgumentError("Expected NAME=VALUE.");
  }
  return { name, value };
}
