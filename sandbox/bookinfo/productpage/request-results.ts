/** Counts how other services answered, and tells it in Prometheus' text format. */
export interface RequestResults {
  readonly count: (service: string, status: number) => void;
  readonly text: () => string;
}

/** Fresh counters, all at zero. Their name and labels are those of the original productpage. */
export function requestResults(): RequestResults {
  const counts = new Map<string, number>();
  return {
    count: (service, status) => {
      const labels = `destination_app="${service}",response_code="${status}"`;
      counts.set(labels, (counts.get(labels) ?? 0) + 1);
    },
    text: () =>
      [
        "# HELP request_result_total Results of requests",
        "# TYPE request_result_total counter",
        ...[...counts].map(([labels, count]) => `request_result_total{${labels}} ${count}`),
        "",
      ].join("\n"),
  };
}
