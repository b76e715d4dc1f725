import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { copyProgram } from "../../../commands/bench/program-folders";
import { recordedToolchain } from "../../../commands/stack/sandbox/toolchain-record";
import { repo } from "../command";
import { Account, type Properties } from "./account";

/** One operation of a provider, in the order in which the engine asked for them. */
export interface Entry {
  readonly operation: string;
  readonly type: string;
  readonly name: string;
}

/** A resource in a stack's state, as far as tests look at it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly inputs?: Properties;
  readonly outputs?: Properties;
}

/** A stack on EKS, in a copy of the program, with the real engine and a simulated cloud behind it. */
export class SimulatedStack {
  readonly #folder = mkdtempSync(join(tmpdir(), "simulated-aws-"));
  readonly #program = join(this.#folder, "program");
  readonly #journal = join(this.#folder, "journal");
  /** What stands in the place of the AWS account: everything that is there. */
  readonly account = new Account(join(this.#folder, "account"));
  #addons = 0;
  #leaves = "";

  private constructor(
    private readonly environment: Readonly<Record<string, string>>,
    private readonly name: "dev" | "prod",
  ) {}

  /** @param environment more of it for Pulumi and its plugins, such as where AWS is or what it leaves behind */
  static async create(
    environment: Readonly<Record<string, string>> = {},
    name: "dev" | "prod" = "dev",
  ): Promise<SimulatedStack> {
    const stack = new SimulatedStack(environment, name);
    copyProgram(stack.#program, "own");
    stack.#installPlugins();
    mkdirSync(join(stack.#folder, "state"));
    await stack.pulumi("stack", "init", "--secrets-provider", "passphrase");
    return stack;
  }

  /** Runs Pulumi on the stack; gives back what it prints. */
  async pulumi(...args: string[]): Promise<string> {
    const { stdout } = await execa("pulumi", [...args, "--stack", this.name, "--non-interactive"], {
      cwd: this.#program,
      env: {
        PATH: [this.#folder, recordedToolchain()?.bin, join(repo, "node_modules", ".bin"), process.env["PATH"]].join(
          delimiter,
        ),
        PULUMI_BACKEND_URL: `file://${join(this.#folder, "state")}`,
        PULUMI_HOME: join(this.#folder, "home"),
        PULUMI_CONFIG_PASSPHRASE: "simulated",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        SIMULATED_AWS_JOURNAL: this.#journal,
        SIMULATED_AWS_ACCOUNT: join(this.#folder, "account"),
        SIMULATED_AWS_ADDONS: String(this.#addons),
        SIMULATED_AWS_LEAVES: this.#leaves,
        ...this.environment,
      },
    });
    return stdout;
  }

  /** Every resource in the stack's state. */
  async resources(): Promise<StateResource[]> {
    const state = JSON.parse(await this.pulumi("stack", "export", "--show-secrets")) as {
      readonly deployment: { readonly resources?: readonly StateResource[] };
    };
    return [...(state.deployment.resources ?? [])];
  }

  /** Has AWS leave behind what it made itself, or not: interfaces of nodes, a load balancer's security group. */
  leaveThingsBehind(leaves: boolean): void {
    this.#leaves = leaves ? "true" : "";
  }

  /** Has AWS publish a newer version of every addon, as it does every few weeks. */
  publishAddons(): void {
    this.#addons++;
  }

  /** What has been asked of the cloud since the last look: operations on resources, reads and questions left out. */
  takeChanges(): Entry[] {
    return this.takeJournal().filter(({ operation }) => operation !== "read" && operation !== "call");
  }

  /** What has been asked of the cloud since the last look. */
  takeJournal(): Entry[] {
    const lines = readFileSync(this.#journal, "utf8").trim().split("\n").filter(Boolean);
    writeFileSync(this.#journal, "");
    return lines.map((line) => {
      const [operation = "", type = "", name = ""] = line.split(" ");
      return { operation, type, name };
    });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #installPlugins(): void {
    writeFileSync(this.#journal, "");
    const provider = join(__dirname, "provider.ts");
    const loader = join(repo, "start", "command-loader.cjs");
    for (const name of ["aws", "eks", "kubernetes"]) {
      const file = join(this.#folder, `pulumi-resource-${name}`);
      writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' --require '${loader}' '${provider}' "$@"\n`);
      chmodSync(file, 0o755);
    }
  }
}
