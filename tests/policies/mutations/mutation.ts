import { type MeshPlan } from "../mesh-plan";
import { type TestStack } from "../test-stack";

/** One thing that goes wrong, and the one policy that has to notice. */
export interface Mutation {
  readonly policy: string;
  readonly what: string;
  readonly mutate: Mutate;
  /** Something very like it that is valid, and that no policy has anything against. */
  readonly twin?: Mutate;
}

type Mutate = (mesh: TestStack, plan: MeshPlan, names: Names) => TestStack;

/** The names of the resources that most mutations are about. */
export interface Names {
  readonly routes: string;
  readonly versions: string;
  readonly service: string;
  readonly workload: string;
  readonly entrance: string;
}
