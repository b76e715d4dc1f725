import { ApiException, type KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { UserError } from "../terminal/user-error";
import { boundedKubeConfig, NoAnswer } from "./bounded-kubeconfig";
import { foreignOutputs, readOutputs, stackOutputs, type StackOutputs } from "./outputs";

const outputs = z.object({ kubeconfig: z.string() });

/** The way to a stack's cluster, with the credentials that the stack itself uses. */
export async function readClusterAccess(stack: string): Promise<KubeConfig> {
  return clusterAccess(stack, await readOutputs(stack, ["--show-secrets"]));
}

/** What a stack's last update left behind, with the way to its cluster: Pulumi is run once for both. */
export async function readStackWithAccess(stack: string): Promise<{ outputs: StackOutputs; access: KubeConfig }> {
  const json = await readOutputs(stack, ["--show-secrets"]);
  return { outputs: stackOutputs(stack, json), access: clusterAccess(stack, json) };
}

/** The way to a stack's cluster that its outputs name, those that are secret in the clear. */
export function clusterAccess(stack: string, json: unknown): KubeConfig {
  const parsed = outputs.safeParse(json);
  if (!parsed.success) throw foreignOutputs(stack, parsed.error);
  return parseKubeconfig(parsed.data.kubeconfig);
}

/** Reads the text of a kubeconfig, whose current context is meant. Nothing of it is quoted: it holds credentials. */
export function parseKubeconfig(kubeconfig: string): KubeConfig {
  const config = boundedKubeConfig();
  try {
    config.loadFromString(kubeconfig);
    if (config.getCurrentCluster()) return config;
  } catch {
    // What the parser says has a part of the text in it.
  }
  throw new UserError(
    "The stack's output kubeconfig can't be read: expected a kubeconfig in YAML or JSON with a current context.\n" +
      "Bring it up to date with:  pulumi up",
  );
}

/**
 * What the API server says, with its refusals in words that help.
 *
 * @throws NoAnswer where it says nothing
 * @throws UserError where it refuses
 */
export async function answered<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (!(error instanceof ApiException)) throw new NoAnswer(`The cluster does not answer: ${reasonOf(error)}`);
    throw new UserError(`The cluster refuses: ${messageOf(error.body)} (${error.code})`);
  }
}

/** What the API server says of an object; undefined when it has no such object. */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  return answered(
    asked.catch((error: unknown) => {
      if (error instanceof ApiException && error.code === 404) return undefined;
      throw error;
    }),
  );
}

/** Why a request failed, in the words of what really went wrong. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : String(error);
}

/** What an API server says in the body of a refusal. */
export function messageOf(body: unknown): string {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text;
  } catch {
    return text; // Not every proxy before an API server speaks JSON.
  }
}
