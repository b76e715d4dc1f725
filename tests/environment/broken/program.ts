import * as pulumi from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output";
import program from "../../../index";
import { VARIANTS } from "./variants";

// The program itself, broken in the one place that the variant says, on the way from it to the engine.
const name = process.env["BROKEN_VARIANT"];
const variant = VARIANTS.find((one) => one.name === name);
if (!variant) throw new Error(`BROKEN_VARIANT is ${name}, and none of ${VARIANTS.map((one) => one.name).join(", ")}`);

const { breaks, clusterIsUnknown } = variant;
pulumi.runtime.registerStackTransformation(({ type, name: resource, props, opts }) => {
  if (clusterIsUnknown && type === "pulumi:providers:kubernetes") {
    return { props: { ...props, kubeconfig: pulumi.output(unknown) }, opts };
  }
  return resource === breaks?.resource
    ? { props: breaks.change(props), opts: { ...opts, ...breaks.options } }
    : undefined;
});

export = program;
