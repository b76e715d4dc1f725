import { conditionOf, explain, isTrue } from "./conditions";
import { failed, READY, type ReadinessCheck, waiting } from "./wait";

/** A CustomResourceDefinition is ready when the API server serves its kind. */
export const customResourceDefinitionReady: ReadinessCheck = (definition) => {
  if (isTrue(conditionOf(definition, "Established"))) return Promise.resolve(READY);
  const names = conditionOf(definition, "NamesAccepted");
  if (names?.status === "False") return Promise.resolve(failed(explain(names)));
  return Promise.resolve(waiting("the API server does not serve the kind yet"));
};
