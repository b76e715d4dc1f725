import { DEFAULT_KUBERNETES_ON_EKS, daysBetween, supportOnEks } from "./kubernetes-on-eks";
import { DEFAULT_ISTIO_VERSION, endOfIstio, supportProblem } from "./istio-versions";

/** A default of the program, and until when it is supported; absent where that is not known. */
export interface SupportedDefault {
  readonly name: string;
  readonly version: string;
  readonly until?: string;
}

/** What stacks get that name no versions. */
export function supportedDefaults(today: string): readonly SupportedDefault[] {
  const support = supportOnEks(DEFAULT_KUBERNETES_ON_EKS, today);
  const istioUntil = endOfIstio(DEFAULT_ISTIO_VERSION);
  return [
    {
      name: "Kubernetes on EKS",
      version: DEFAULT_KUBERNETES_ON_EKS,
      // In extended support its default, the standard one, has ended.
      until: support.kind === "standard" ? support.until : today,
    },
    { name: "Istio", version: DEFAULT_ISTIO_VERSION, ...(istioUntil !== undefined && { until: istioUntil }) },
  ];
}

/** Why the defaults need another look: those that end within some days, and those that do not go together. */
export function defaultsToRenew(today: string, days: number): readonly string[] {
  const ending = supportedDefaults(today).flatMap(({ name, version, until }) => {
    if (until === undefined) return [`${name} ${version}: when its support ends is not known`];
    const left = daysBetween(today, until);
    return left > days ? [] : [`${name} ${version}: its support ends on ${until}, in ${Math.max(left, 0)} days`];
  });
  const unfit = supportProblem(DEFAULT_ISTIO_VERSION, DEFAULT_KUBERNETES_ON_EKS);
  return unfit === undefined ? ending : [...ending, unfit];
}
