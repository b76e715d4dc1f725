import { type MoveReport } from "./move-benchmark";

/** What came of moving traffic under load, as people read it. */
export function renderMoves({ changes, change, seconds, lastProxyMs, load, ok }: MoveReport): string {
  const { latencyMs } = load;
  return [
    `${changes} changes of ${change.service}, ${change.rule}: ${seconds.median.toFixed(1)} s each at the median, ` +
      `${seconds.max.toFixed(1)} s at most`,
    `the last proxy had each after ${lastProxyMs.median.toFixed(0)} ms at the median, ${lastProxyMs.max.toFixed(0)} ms at most`,
    `${load.sent} requests, ${load.rate.toFixed(0)} a second (${load.wantedRate} were wanted): ${load.failed.length} failed`,
    `answers: p50 ${latencyMs.p50.toFixed(0)} ms, p95 ${latencyMs.p95.toFixed(0)} ms, p99 ${latencyMs.p99.toFixed(0)} ms, ` +
      `max ${latencyMs.max.toFixed(0)} ms`,
    ...load.failed.slice(0, 10).map((one) => `  ${one}`),
    ok ? "None failed." : "NOT as it should be.",
  ].join("\n");
}
