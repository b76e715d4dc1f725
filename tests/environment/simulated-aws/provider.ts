import { appendFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
// As it is loaded it tells Pulumi of its classes: so a method gets its cluster as one, not as a URN.
import "@pulumi/eks";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { Account, type Properties, text } from "./account";
import { answerTo } from "./answers";
import { modelProblems } from "./api-model/api-model";
import { actByItself } from "./by-itself";
import { EksCluster } from "./eks-component";
import { kubeconfigOf, type KubeconfigOptions } from "./eks-kubeconfig";
import { idOf, madeUp } from "./made-up";
import { replacedBy } from "./rules/replacing";
import { type Change, refusal } from "./rules/rule";
import { RULES } from "./rules/rules";
import { argumentShape } from "./typings/read-typings";
import { plain, shapeProblems } from "./typings/shape";

/**
 * A provider plugin in the place of AWS's, EKS's and Kubernetes'. It refuses what the packages' typings, the API's own
 * model or a rule of AWS refuses, and every operation goes to a journal. Started by the engine, which names itself in
 * the first argument.
 */
const setting = (name: string) => process.env[`SIMULATED_AWS_${name}`] ?? "";
const journal = setting("JOURNAL");
const account = new Account(setting("ACCOUNT"));
const addons = Number(setting("ADDONS"));
const environment = { leaves: setting("LEAVES") !== "" };

const typeOf = (urn: string) => urn.split("::")[2]?.split("$").at(-1) ?? "";
const nameOf = (urn: string) => urn.split("::")[3] ?? "";

function note(operation: string, urn: string): void {
  appendFileSync(journal, `${operation} ${typeOf(urn)} ${nameOf(urn)}\n`);
}

const outputsOf = (type: string, id: string, inputs: Properties): Properties => ({
  ...inputs,
  ...madeUp(type, id, inputs),
  __inputs: inputs,
});

const inputsOf = (outputs: unknown) => ((outputs as Properties)["__inputs"] ?? {}) as Properties;

/** Custom resources of Kubernetes have no typings; Istio's own schemas judge its ones in tests of their own. */
const isCustom = (type: string) =>
  /^kubernetes:[^/]*\.(istio\.io|amazonaws\.com|k8s\.aws)\/|^kubernetes:karpenter\.sh\//.test(type);

function act(change: Change): void {
  const refused = refusal(RULES, change, account);
  if (refused) throw new Error(refused.message);
}

let serial = account.all().length;

class SimulatedProvider implements pulumi.provider.Provider {
  readonly version = "99.0.0";

  check(urn: string, _olds: unknown, news: unknown) {
    const type = typeOf(urn);
    const inputs = plain(news) as Properties;
    const problems = [
      ...(isCustom(type) ? [] : shapeProblems(argumentShape(type), inputs)),
      ...modelProblems(type, inputs),
    ];
    const failures = problems.map(({ path, reason }) => ({ property: path, reason }));
    return Promise.resolve({ inputs: news, failures });
  }

  diff(_id: string, urn: string, olds: unknown, news: unknown) {
    const [before, after] = [inputsOf(olds), plain(news) as Properties];
    const replaces = replacedBy(typeOf(urn), before, after);
    return Promise.resolve({ changes: !isDeepStrictEqual(before, after), replaces });
  }

  async create(urn: string, news: unknown) {
    const type = typeOf(urn);
    const inputs = plain(news) as Properties;
    const id = idOf(type, nameOf(urn), inputs, serial++);
    const change = { operation: "create", type, id, inputs } as const;
    act(change);
    note("create", urn);
    account.put({ type, id, name: nameOf(urn), inputs });
    actByItself(change, account, environment);
    return Promise.resolve({ id, outs: outputsOf(type, id, inputs) });
  }

  read(id: string, urn: string, props?: unknown) {
    const type = typeOf(urn);
    note("read", urn);
    const there = account.find(type, id);
    // What another provider made, such as the Service of a Helm release, is there as long as it is asked for.
    const inputs = there?.inputs ?? (type.startsWith("kubernetes:") ? inputsOf(props ?? {}) : undefined);
    return Promise.resolve(inputs ? { id, props: outputsOf(type, id, inputs), inputs } : { id: "", props: {} });
  }

  async update(id: string, urn: string, olds: unknown, news: unknown) {
    const type = typeOf(urn);
    const inputs = plain(news) as Properties;
    act({ operation: "update", type, id, inputs, former: inputsOf(olds) });
    note("update", urn);
    account.put({ type, id, name: nameOf(urn), inputs });
    return Promise.resolve({ outs: outputsOf(type, id, inputs) });
  }

  async delete(id: string, urn: string, props: unknown) {
    const type = typeOf(urn);
    const change = { operation: "delete", type, id, inputs: inputsOf(props) } as const;
    act(change);
    note("delete", urn);
    account.remove({ type, id });
    actByItself(change, account, environment);
    return Promise.resolve();
  }

  async construct(name: string, type: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    if (type !== "eks:index:Cluster") throw new Error(`unknown component ${type}`);
    const { urn, state } = new EksCluster(name, inputs, opts);
    return Promise.resolve({ urn, state });
  }

  async call(token: string, inputs: pulumi.Inputs) {
    if (token !== "eks:index:Cluster/getKubeconfig") throw new Error(`unknown method ${token}`);
    const { __self__: self, ...options } = inputs as { __self__: eks.Cluster } & KubeconfigOptions;
    const { name, endpoint, arn, certificateAuthority } = self.eksCluster;
    const result = kubeconfigOf({ name, endpoint, arn, certificateAuthority }, options);
    return Promise.resolve({ outputs: { result } });
  }

  async invoke(token: string, inputs: unknown) {
    appendFileSync(journal, `call ${token} ${text({ inputs: inputs as Properties }, "addonName")}\n`);
    return Promise.resolve({ outputs: answerTo(token, inputs as Properties, addons, account) });
  }
}

pulumi.provider.main(new SimulatedProvider(), process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
