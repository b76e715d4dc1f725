import * as pulumi from "@pulumi/pulumi";
import { ResourceInvokeRequest } from "@pulumi/pulumi/proto/resource_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What the last update of the stack left of one resource. */
export interface FormerResource {
  readonly type: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * The resources that the stack had after its last update: what it is asked to go on from. It is in the state, and so
 * takes no rights on AWS and no request there. The engine answers this call by itself (pulumi/pulumi,
 * pkg/resource/deploy/builtins.go: readStackResourceOutputs); where it can't, nothing is known of them.
 */
export async function formerResources(): Promise<readonly FormerResource[]> {
  // What would be checked against the state is left to AWS where it can't be read.
  return (await knownFormerResources()) ?? [];
}

/** The same, where it makes a difference whether the state could be read: undefined where it could not. */
export async function knownFormerResources(): Promise<readonly FormerResource[] | undefined> {
  return readState().then(
    ({ outputs }) => Object.values(outputs ?? {}),
    (error: unknown) => {
      void pulumi.log.debug(`the stack's state can't be read: ${String(error)}`);
      return undefined;
    },
  );
}

/** The one of a type whose outputs have these values; undefined where there was none. */
export function formerResource(
  resources: readonly FormerResource[],
  type: string,
  outputs: Readonly<Record<string, unknown>>,
): FormerResource | undefined {
  return resources.find(
    (one) => one.type === type && Object.entries(outputs).every(([name, value]) => one.outputs[name] === value),
  );
}

interface State {
  readonly outputs?: Readonly<Record<string, FormerResource>>;
}

async function readState(): Promise<State> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const request = new ResourceInvokeRequest();
  request.setTok("pulumi:pulumi:readStackResourceOutputs");
  request.setArgs(Struct.fromJavaScript({ stackName }));
  // The SDK's own `invoke` would look up each resource that is an output of another, of which this run has none yet.
  request.setAcceptresources(false);
  return new Promise((resolve, reject) => {
    const monitor = pulumi.runtime.getMonitor();
    if (!monitor) return void reject(new Error("no engine to ask"));
    monitor.invoke(request, (error, response) => {
      if (error) return void reject(error);
      resolve(response.getReturn()?.toJavaScript() ?? {});
    });
  });
}
