import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { texts } from "../engine/settings";
import { findKnown } from "../resources/subject";

export const delegatesExist = definePolicy({
  name: "delegates-exist",
  description:
    "Every VirtualService to which a route hands its requests on is in the stack. Istio leaves out a route whose delegate is missing, and its requests fall to the next one or get a 404.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/reference/config/networking/virtual-service/#Delegate",
  remediationSteps:
    'fix the name or the namespace (without one it is the VirtualService\'s own) or add the delegate; list one outside of the stack in "outsideDelegates".',
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {
    outsideDelegates: texts(
      [],
      "VirtualServices that exist without this stack, as NAMESPACE/NAME; * stands for any characters.",
    ),
  },
  subjects: (view) => view.virtualServices,
  check(virtualService, { view, settings, each, report }) {
    each(virtualService.httpRoutes(), (route) => {
      const delegate = route.place.at("delegate");
      const name = delegate.at("name").text();
      if (name === undefined) return;
      const namespace = delegate.at("namespace").text() ?? virtualService.object.namespace;
      const fullName = `${namespace}/${name}`;
      if (settings.outsideDelegates.some((pattern) => fits(pattern, fullName))) return;

      const found = findKnown(
        view.virtualServices,
        ({ object }) => object.name === name && object.namespace === namespace,
      );
      if (found.length === 0) report(`${route.title}: there is no VirtualService ${fullName} to delegate to`);
    });
  },
});
