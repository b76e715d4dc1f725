import { onlyOfficial } from "./official-plugin";
import { type CheckFailure } from "./resource-handler";
import { isObject, type Json, type JsonObject } from "./wire/json";
import { isUnknown } from "./wire/properties";

/** What a program says to the provider resource itself (`new kubernetes.Provider(...)`, or `kubernetes:` stack config). */
export interface ProviderSettings {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  /** For objects that name no namespace; undefined for the context's own. */
  readonly namespace?: string;
  /** Count objects of a cluster that does not answer as deleted. */
  readonly deleteUnreachable: boolean;
  /** Leave objects of a cluster that does not answer as they are, instead of failing. */
  readonly skipUpdateUnreachable: boolean;
  /** Take over fields that other managers own, for every object. */
  readonly enablePatchForce: boolean;
  /** Creating an object that exists already takes it over. */
  readonly upsertExistingObjects: boolean;
  /** Change the data of a ConfigMap in place instead of replacing it. */
  readonly enableConfigMapMutable: boolean;
  /** Change the data of a Secret in place instead of replacing it. */
  readonly enableSecretMutable: boolean;
}

const TEXTS = ["kubeconfig", "context", "cluster", "namespace"] as const;
const SWITCHES = [
  "deleteUnreachable",
  "skipUpdateUnreachable",
  "enablePatchForce",
  "upsertExistingObjects",
  "enableConfigMapMutable",
  "enableSecretMutable",
] as const;

/** The settings as the engine hands them over; the SDK writes every value that is not a string as JSON. */
export function readSettings(inputs: JsonObject): ProviderSettings {
  const texts = TEXTS.map((key) => [key, textOf(inputs[key])] as const).filter(([, value]) => value !== undefined);
  const switches = SWITCHES.map((key) => [key, isOn(inputs[key])] as const);
  return { ...Object.fromEntries(texts), ...Object.fromEntries(switches) } as unknown as ProviderSettings;
}

/** What is wrong with the settings, or asks for something that only the official provider does. */
export function checkSettings(inputs: JsonObject): readonly CheckFailure[] {
  const wrongSwitches = [...SWITCHES, "enableServerSideApply"].filter((key) => !isSwitch(inputs[key]));
  return [
    ...wrongSwitches.map((property) => ({
      property,
      reason: `${property} is ${JSON.stringify(inputs[property])}: expected true or false`,
    })),
    ...(inputs["enableServerSideApply"] === false || inputs["enableServerSideApply"] === "false"
      ? [
          {
            property: "enableServerSideApply",
            reason: onlyOfficial("client-side apply"),
          },
        ]
      : []),
    ...(inputs["renderYamlToDirectory"]
      ? [{ property: "renderYamlToDirectory", reason: onlyOfficial("rendering to YAML files") }]
      : []),
  ];
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === "string" && value !== "") return value;
  // A kubeconfig may be handed over as an object, e.g. @pulumi/eks' kubeconfig output.
  return isObject(value) ? JSON.stringify(value) : undefined;
}

function isOn(value: Json | undefined): boolean {
  return value === true || value === "true";
}

function isSwitch(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    typeof value === "boolean" ||
    isUnknown(value) ||
    value === "" ||
    value === "true" ||
    value === "false"
  );
}
