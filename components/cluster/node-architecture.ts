import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { set } from "../../config/problem/fix";
import { formatProblems, type Problem } from "../../config/problem/problem";
import { pulumiCommand } from "../../config/problem/render-fix";

export type Architecture = "x86_64" | "arm64";

/**
 * The one architecture of some instance types, as EC2 knows it, so that it need not be known here which types there
 * are.
 *
 * @throws RunError when they are of both, or the region has one of them not.
 */
export async function architectureOf(types: readonly string[], region: string): Promise<Architecture> {
  const [arm, x86] = await Promise.all([ofArchitecture(types, "arm64"), ofArchitecture(types, "x86_64")]);
  if (!arm || !x86) return architectureByName(types);
  const problems = architectureProblems(types, { arm64: arm, x86_64: x86 }, region);
  if (problems.length > 0) throw new pulumi.RunError(formatProblems(problems, pulumiCommand(process.env)));
  return arm.length > 0 ? "arm64" : "x86_64";
}

/** Those of some types that are of an architecture; undefined where EC2 may not be asked. */
async function ofArchitecture(
  types: readonly string[],
  architecture: Architecture,
): Promise<readonly string[] | undefined> {
  const filters = [
    { name: "instance-type", values: [...types] },
    { name: "processor-info.supported-architecture", values: [architecture] },
  ];
  const answer = aws.ec2.getInstanceTypes({ filters }) as Promise<{ readonly instanceTypes?: readonly string[] }>;
  return answer.then(
    ({ instanceTypes }) => instanceTypes,
    (error: unknown) => {
      void pulumi.log.debug(`EC2 does not tell instance types: ${String(error)}`);
      return undefined;
    },
  );
}

/** What is wrong with some types, given which of them are of each architecture. */
export function architectureProblems(
  types: readonly string[],
  known: Readonly<Record<Architecture, readonly string[]>>,
  region: string,
): Problem[] {
  const path = ["cluster", "nodes", "instanceTypes"];
  const at = (type: string) => [...path, types.indexOf(type)];
  const unknown = types.filter((type) => !known.arm64.includes(type) && !known.x86_64.includes(type));
  if (unknown.length > 0) {
    return unknown.map((type) => ({
      path: at(type),
      message: `${region} has no EC2 instance type ${type}`,
      fix: set(at(type), "t3.medium", "or any other that it has"),
    }));
  }
  const [first = ""] = types;
  const [wanted, other]: [Architecture, Architecture] = known.arm64.includes(first)
    ? ["arm64", "x86_64"]
    : ["x86_64", "arm64"];
  const others = types.filter((type) => !known[wanted].includes(type));
  return others.map((type) => ({
    path: at(type),
    message: `${type} is ${other}, and ${first} is ${wanted}: expected types of one architecture, which one AMI runs on`,
    fix: set(at(type), first, `or any other ${wanted} type`),
  }));
}

/**
 * ARM types have a g behind their generation, as in t4g, c7gn and im4gn (docs.aws.amazon.com/ec2/latest/instancetypes).
 */
const NAMED_LIKE_ARM = /^(a1|[a-z]+\d+g[a-z]*)[.-]/;

function architectureByName(types: readonly string[]): Architecture {
  const arm = types.filter((type) => NAMED_LIKE_ARM.test(type));
  const architecture = arm.length > 0 ? "arm64" : "x86_64";
  void pulumi.log.warn(
    `EC2 does not tell what ${types.join(", ")} are; by their names they are taken for ${architecture}. ` +
      "Allow ec2:DescribeInstanceTypes to have it looked up.",
  );
  if (arm.length === 0 || arm.length === types.length) return architecture;
  const known = { arm64: arm, x86_64: types.filter((type) => !arm.includes(type)) };
  throw new pulumi.RunError(formatProblems(architectureProblems(types, known, ""), pulumiCommand(process.env)));
}
