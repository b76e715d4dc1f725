import * as pulumi from "@pulumi/pulumi";

/** What the last update of the stack left of one resource. */
export interface FormerResource {
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * The resources that the stack had after its last update: what it is asked to go on from. It is in the state, and so takes no
 * rights on AWS and no request there. The engine answers this call by itself (pulumi/pulumi, pkg/resource/deploy/builtins.go:
 * readStackResourceOutputs); where it can't, nothing is known of them.
 */
export async function formerResources(): Promise<readonly FormerResource[]> {
  return readState().then(
    ({ outputs }) => Object.values(outputs ?? {}),
    (error: unknown) => {
      // What would be checked against the state is then left to AWS.
      void pulumi.log.debug(`the stack's state can't be read: ${String(error)}`);
      return [];
    },
  );
}

interface State {
  readonly outputs?: Readonly<Record<string, FormerResource>>;
}

async function readState(): Promise<State> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  return (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })) as State;
}
