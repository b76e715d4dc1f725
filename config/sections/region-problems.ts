import { REGION } from "../../mesh/config-path";
import { set } from "../problem/fix";
import { knownWords, nearest } from "../problem/nearest";
import { type Problem } from "../problem/problem";

/** What is wrong with the region of a stack. */
export function regionProblems(region: string | undefined, regions: readonly string[]): Problem[] {
  const path = [REGION];
  const usual = "ap-northeast-1";
  if (region === undefined) {
    return [{ path, message: "is missing: expected the name of an AWS region", fix: set(path, usual) }];
  }
  if (regions.includes(region)) return [];
  const message = `${JSON.stringify(region)} is not an AWS region; ${knownWords(region, regions)}`;
  return [{ path, message, fix: set(path, nearest(region, regions) ?? usual) }];
}
