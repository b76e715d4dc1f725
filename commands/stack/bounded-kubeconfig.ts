import { KubeConfig, type RequestContext } from "@kubernetes/client-node";
import { valueAt } from "../../mesh/fields";
import { UserError } from "../terminal/user-error";

/** What options of an HTTPS request a KubeConfig fills in. */
type HttpsOptions = Parameters<KubeConfig["applyToHTTPSOptions"]>[0];

/** The API server says nothing, as while the connection to it is lost. */
export class NoAnswer extends UserError {}

/**
 * After a minute an API server itself gives up a request that is no watch (kube-apiserver, --request-timeout); half of
 * that has to do.
 */
const ANSWER_MS = 30_000;

/**
 * A kubeconfig whose API server has to answer. A server that takes the connection and says nothing, as one does that is
 * starved of memory or hidden by a firewall, would be waited for for minutes by each request. Watches and logs may stay
 * open as long as they like; they are bounded by those who open them.
 *
 * @param answerMs how long an answer, and the credentials that it takes, may take altogether
 */
export function boundedKubeConfig(answerMs = ANSWER_MS): KubeConfig {
  bounded ??= boundedClass();
  return new bounded(answerMs);
}

// The class that it extends is loaded at the first use, and not with the commands (start/lazy-kubernetes.ts).
let bounded: ReturnType<typeof boundedClass> | undefined;

function boundedClass() {
  return class BoundedKubeConfig extends KubeConfig {
    constructor(private readonly answerMs: number) {
      super();
    }

    // Each request of the client asks here for its credentials.
    override async applySecurityAuthentication(context: RequestContext): Promise<void> {
      const method = context.getHttpMethod().toString();
      const { pathname } = new URL(context.getUrl());
      const end = new AbortController();
      const late = () => end.abort(this.#noAnswer(`${method} ${pathname}`));
      setTimeout(late, this.answerMs).unref();
      context.setSignal(end.signal);
      await this.#credentials(super.applySecurityAuthentication(context));
    }

    // And each WebSocket here: how long it may take to open is an option of its own.
    override async applyToHTTPSOptions(options: HttpsOptions): Promise<void> {
      await this.#credentials(super.applyToHTTPSOptions(options));
      Object.assign(options, { handshakeTimeout: this.answerMs });
    }

    /** They may come from a program of the user's, which may wait for an answer that nobody gives it. */
    async #credentials(given: Promise<void>): Promise<void> {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(this.#noCredentials()), this.answerMs);
      });
      await Promise.race([given, late]).finally(() => clearTimeout(timer));
    }

    #noAnswer(request: string): NoAnswer {
      const { server } = this.getCurrentCluster() ?? { server: "of the kubeconfig" };
      return new NoAnswer(
        `The API server ${server} does not answer: ${request} had no answer, or not all of it, within ${this.#limit()}.\n` +
          "See whether it answers kubectl with the same kubeconfig:  kubectl get --raw /readyz --request-timeout 10s\n" +
          "Run the command again once it does.",
      );
    }

    #noCredentials(): NoAnswer {
      const command = valueAt(this.getCurrentUser(), ["exec", "command"]);
      const program = typeof command === "string" ? `the program ${command}` : "the program that gives them";
      return new NoAnswer(
        `The credentials for the cluster did not come within ${this.#limit()}: ${program} of the kubeconfig has not ended.\n` +
          "Run it by hand to see what it waits for, then run the command again.",
      );
    }

    #limit(): string {
      return `${this.answerMs / 1000} s`;
    }
  };
}
