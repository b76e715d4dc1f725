/** Whether a text may be the value of a label (istio.io/istio, labels.Instance.Validate). */
export function isLabelValue(text: string): boolean {
  return text === "" || /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text);
}

/**
 * Whether a text may be the name of a label: 63 characters, and before them a domain and a slash, where there are any.
 */
export function isLabelName(text: string): boolean {
  const slash = text.lastIndexOf("/");
  const name = text.slice(slash + 1);
  return name !== "" && name.length <= 63 && isLabelValue(name) && (slash < 0 || isDomain(text.slice(0, slash)));
}

function isDomain(text: string): boolean {
  return text.length <= 253 && text.split(".").every((part) => /^[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?$/.test(part));
}

/** Labels for people, in the order of their names: `app=reviews, version=v1`. */
export function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .sort()
    .join(", ");
}
