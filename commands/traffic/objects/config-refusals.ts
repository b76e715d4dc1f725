import { read } from "../../../config/reading";
import { type Problem } from "../../../config/problem/problem";
import { issueProblems } from "../../../config/problem/schema-problem";
import { routeProblems } from "../../../config/sections/route-problems";
import { ruleProblems } from "../../../config/sections/rule-problems";
import { planSchema } from "../../../config/sections/traffic-schema";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";

/** What stack config refuses of a plan: limits that contradict each other, expressions that are none, and the like. */
export function configRefusals({ service, versions, ...written }: TrafficPlan): Problem[] {
  const path = ["traffic", service];
  const plan = read(planSchema, written);
  const rules = plan.field("rules").elements;
  const routes = [
    ...written.rules.map(({ weights }, index) => ({
      at: [...path, "rules", index],
      reading: rules[index],
      weights,
    })),
    { at: [...path, "default"], reading: plan.field("default"), weights: written.default.weights },
  ];
  return [
    ...issueProblems(path, written, plan),
    ...routes.flatMap(({ at, reading, weights }) =>
      reading ? routeProblems(at, reading, { at: ["weights"], weights, versions }) : [],
    ),
    ...ruleProblems([...path, "rules"], rules),
  ];
}
