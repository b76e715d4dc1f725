import { type RuleRecord, type VersionPoint } from "../../recording";
import { type WatchEvent } from "../../snapshot";
import { type ChartSpec, type Line } from "./chart-spec";

type Values = (number | null)[];

/** The charts of a rule: shares against weights, latency, failed requests. */
export function ruleCharts({ service, rule, points }: RuleRecord, events: readonly WatchEvent[]): readonly ChartSpec[] {
  const versions = [...new Set(points.flatMap((point) => Object.keys(point.versions)))];
  const times = points.map(({ at }) => at);
  const of = (version: string, value: (point: VersionPoint) => number | undefined): Values =>
    points.map((point) => {
      const found = point.versions[version];
      return (found && value(found)) ?? null;
    });
  const percent = (value: number | undefined) => (value === undefined ? undefined : value * 100);
  const marks = events
    .filter((event) => event.kind === "weights" && event.service === service && event.rule === rule)
    .map(({ at }) => Date.parse(at) / 1000);
  const about = { times, marks };
  const seen = (line: Line) => line.values.some((value) => value !== null);

  const shares = versions.flatMap((version, colour): Line[] => [
    {
      label: version,
      colour,
      style: "solid",
      values: of(version, ({ share }) => percent(share)),
      band: {
        lower: of(version, ({ lower }) => percent(lower)),
        upper: of(version, ({ upper }) => percent(upper)),
      },
    },
    {
      label: `${version} target`,
      colour,
      style: "dashed",
      isStepped: true,
      values: of(version, ({ target }) => target),
    },
  ]);
  const latency = versions.flatMap((version, colour): Line[] => [
    { label: `${version} p50`, colour, style: "dotted", values: of(version, ({ p50 }) => p50) },
    { label: `${version} p95`, colour, style: "dashed", values: of(version, ({ p95 }) => p95) },
    { label: `${version} p99`, colour, style: "solid", values: of(version, ({ p99 }) => p99) },
  ]);
  const failed = versions.flatMap((version, colour) => {
    const causes = new Set(points.flatMap((point) => Object.keys(point.versions[version]?.errors ?? {})));
    return [...causes].map((cause, index): Line => ({
      label: `${version} ${cause}`,
      colour,
      style: (["solid", "dashed", "dotted"] as const)[index % 3] ?? "solid",
      values: of(version, ({ errors }) => errors[cause] ?? 0),
    }));
  });
  const rates = versions.map((version, colour): Line => ({
    label: version,
    colour,
    style: "solid",
    values: of(version, ({ rps }) => rps),
  }));
  return [
    { ...about, title: "Share of requests, against the target", unit: "%", lines: shares, least: 100, most: 100 },
    { ...about, title: "Latency", unit: "ms", lines: latency.filter(seen), least: 10 },
    {
      ...about,
      title: "Failed requests, by response flag or status",
      unit: "",
      lines: failed,
      least: 4,
    },
    { ...about, title: "Requests a second", unit: "/s", lines: rates, least: 1 },
  ];
}
