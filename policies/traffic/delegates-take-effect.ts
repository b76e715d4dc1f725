import { definePolicy } from "../engine/policy";
import { isExportedTo } from "../objects/exports";
import { type Route, type VirtualService } from "../objects/virtual-service";
import { delegateName, outsideOf, rootsOf, virtualServiceAt } from "../rules/delegation";

export const delegatesTakeEffect = definePolicy({
  name: "delegates-take-effect",
  description:
    "A VirtualService to which a route hands its requests on is one that Istio merges there: without hosts, gateways, tls and tcp rules or delegates of its own, seen in the root's namespace, and each of its rules within the root's match. Istio drops what is not, and the requests get a 404.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate",
  remediationSteps:
    "write the delegate's match so that it takes part of what the root's takes (no regular expressions in both), export it to the root's namespace, and leave hosts, gateways and further delegates to the root.",
  // Advice in prod for one release, as every new policy.
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.virtualServices,
  check(root, { view, each, report }) {
    each(root.httpRoutes(), (route) => {
      const name = delegateName(route, root);
      // One that is not there is another policy's business.
      const delegate = name === undefined ? undefined : virtualServiceAt(view, name);
      if (!delegate) return;
      const lead = `${route.title} delegates to ${delegate.title}`;
      for (const what of ["route", "redirect"].filter((field) => !route.place.at(field).isAbsent)) {
        report(`${lead}, and has a ${what} of its own, which Istio refuses`);
      }
      for (const why of unfit(delegate, root)) report(`${lead}, which ${why}`);
      const dropped = delegate.httpRoutes().flatMap((own) => {
        const outside = outsideOf({ owner: root, route }, { owner: delegate, route: own });
        return outside === undefined ? [] : [{ own, outside }];
      });
      const roots = rootsOf(view, name ?? "");
      each(dropped, ({ own, outside }) => {
        // What one root drops may be meant for another, as long as each gets something.
        const isUsed = roots.some((other) => outsideOf(other, { owner: delegate, route: own }) === undefined);
        if (isUsed && dropped.length < delegate.httpRoutes().length) return;
        report(
          `${lead}, whose ${pathOf(own)} is dropped: ${pathOf({ place: outside.match })} is not within the root's ${outside.field}`,
        );
      });
    });
  },
});

/** What keeps a VirtualService from being anybody's delegate, or this root's. */
function unfit({ object }: VirtualService, root: VirtualService): string[] {
  const isThere = (field: string) => object.spec.at(field).items().length > 0;
  const own = ["gateways", "tls", "tcp"].filter(isThere);
  const nested = object.spec
    .at("http")
    .items()
    .some((rule) => !rule.at("delegate").isAbsent);
  return [
    ...(isThere("hosts") ? ["has hosts: Istio delegates to those without alone"] : []),
    ...(own.length > 0 && !isThere("hosts") ? [`has ${own.join(" and ")}, which are the root's to have`] : []),
    ...(nested ? ["delegates in turn: Istio follows one step alone"] : []),
    ...(isExportedTo(object, root.object.namespace) ? [] : [`is not exported to namespace ${root.object.namespace}`]),
  ];
}

function pathOf({ place }: Pick<Route, "place">): string {
  return place.path.replace(/^spec\./, "");
}
