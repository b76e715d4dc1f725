import { hostCovers } from "../../mesh/client-tls";
import { definePolicy, findKnown } from "../engine/policy";
import { type StackResource } from "../engine/stack-resource";
import { isIstioGroup, VIRTUAL_SERVICE } from "../objects/kinds";
import { KubernetesObject } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";
import { VirtualService } from "../objects/virtual-service";

export const meshObjectsWaitForIstio = definePolicy({
  name: "mesh-objects-wait-for-istio",
  description:
    "Istio's objects depend on the releases that bring their CRDs and webhooks, and a VirtualService on the DestinationRules whose subsets it names. In another order the first up fails, and a route to a subset that Envoy does not know yet answers 503.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/ops/best-practices/traffic-management/#avoid-503-errors-while-reconfiguring-service-routes",
  remediationSteps: "add what it has to wait for to the resource's dependsOn, or to that of the component around it.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.objects.filter(({ group, isPatch }) => isIstioGroup(group) && !isPatch),
  check(object, { view, each, report }) {
    const before = object.resource.ancestry();
    const missing = (needed: StackResource[]) => needed.filter((resource) => !before.has(resource));

    for (const { name } of missing(findKnown(view.releases, needsToRun).map(({ resource }) => resource))) {
      report(`${object.title} does not wait for the Release ${name}`);
    }
    if (!object.is(VIRTUAL_SERVICE)) return;
    const rules = new Set<StackResource>();
    each(new VirtualService(object).routes(), (route) => {
      for (const destination of route.destinations().filter(({ subset }) => subset !== undefined)) {
        const { host } = destination;
        if (host !== undefined) for (const rule of rulesFor(host, view)) rules.add(rule);
      }
    });
    for (const rule of missing([...rules])) {
      report(
        `${object.title} does not wait for the ${KubernetesObject.of(rule)?.title ?? rule.name}, whose subsets it names`,
      );
    }
  },
});

/** istiod checks every one of Istio's objects, by a webhook; its chart or the base chart brings their definitions. */
function needsToRun({ istioChart }: StackView["releases"][number]): boolean {
  return istioChart === "base" || istioChart === "istiod";
}

function rulesFor(host: string, view: StackView): StackResource[] {
  return findKnown(view.destinationRules, (rule) => rule.host !== undefined && hostCovers(rule.host, host))
    .filter((rule) => rule.subsets().length > 0)
    .map(({ resource }) => resource);
}
