import { fits } from "../engine/glob";
import { definePolicy } from "../engine/policy";
import { texts } from "../engine/settings";
import { canaryRules } from "../rules/canary";
import { delegateName, virtualServicesByName } from "../rules/delegation";

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
      const name = delegateName(route, virtualService);
      if (name === undefined || settings.outsideDelegates.some((pattern) => fits(pattern, name))) return;
      // Flagger makes some that the stack does not show.
      const isThere = canaryRules(view).known(name).length > 0 || virtualServicesByName(view).find(name).length > 0;
      if (!isThere) report(`${route.title}: there is no VirtualService ${name} to delegate to`);
    });
  },
});
