import { CHOICES, type SampleChoice } from "../../../policies/choices";

/**
 * The choices that refuse what Istio's documentation shows: what production needs and a sample leaves out to be short.
 */
export const OF_SAMPLES = CHOICES.flatMap((choice) => ("samples" in choice ? [choice] : []));

/** What every pod of a sample lacks. */
export const OF_PODS: readonly SampleChoice[] = ["workloads-are-hardened", "workloads-tolerate-disruption"];

/** It refuses nothing in the profile prod, and advises of nearly every route. */
export const ADVICE = "routes-are-resilient";
