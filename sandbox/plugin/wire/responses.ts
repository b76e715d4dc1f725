import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { type ChangeKind, type CheckFailure, type CheckResult, type DiffResult } from "../resource-handler";
import { encodeProperties } from "./properties";

export function checkResponse({ inputs, failures }: CheckResult): pb.CheckResponse {
  const response = new pb.CheckResponse();
  response.setInputs(encodeProperties(inputs));
  response.setFailuresList(failures.map(checkFailure));
  return response;
}

function checkFailure({ property, reason }: CheckFailure): pb.CheckFailure {
  const failure = new pb.CheckFailure();
  failure.setProperty(property);
  failure.setReason(reason);
  return failure;
}

const IN_PLACE = {
  add: pb.PropertyDiff.Kind.ADD,
  update: pb.PropertyDiff.Kind.UPDATE,
  delete: pb.PropertyDiff.Kind.DELETE,
} as const satisfies Record<ChangeKind, number>;

const REPLACING = {
  add: pb.PropertyDiff.Kind.ADD_REPLACE,
  update: pb.PropertyDiff.Kind.UPDATE_REPLACE,
  delete: pb.PropertyDiff.Kind.DELETE_REPLACE,
} as const satisfies Record<ChangeKind, number>;

export function diffResponse({ changes, deleteBeforeReplace }: DiffResult): pb.DiffResponse {
  const response = new pb.DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = pb.DiffResponse.DiffChanges;
  response.setChanges(changes.size > 0 ? DIFF_SOME : DIFF_NONE);
  response.setHasdetaileddiff(true);
  for (const [path, { kind, replaces }] of changes) {
    const difference = new pb.PropertyDiff();
    difference.setKind((replaces ? REPLACING : IN_PLACE)[kind]);
    difference.setInputdiff(true);
    response.getDetaileddiffMap().set(path, difference);
  }
  const replacing = [...changes].filter(([, { replaces }]) => replaces).map(([path]) => path);
  response.setReplacesList(replacing);
  response.setDiffsList([...new Set([...changes.keys()].map((path) => /^[^.[]+/.exec(path)?.[0] ?? path))]);
  response.setDeletebeforereplace(replacing.length > 0 && deleteBeforeReplace);
  return response;
}
