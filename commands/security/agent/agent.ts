/**
 * Runs inside a client pod, on whatever Node the pod's image has: tries what its plan says and writes what came of it
 * to the log. Bundled to one script that needs nothing else.
 */
import { get as httpGet, type IncomingMessage } from "node:http";
import { get as httpsGet } from "node:https";
import { connect } from "node:tls";
import {
  type Attempt,
  type Findings,
  FINDINGS_MARK,
  PLAN_VARIABLE,
  type ProbePlan,
  type SeenCertificate,
} from "./protocol";

/** The sidecar's ports inside the pod (istio.io, Application Requirements: ports used by Istio). */
const SIDECAR_READY = "http://127.0.0.1:15021/healthz/ready";
const SIDECAR_CERTIFICATES = "http://127.0.0.1:15000/certs";

/** How long a sidecar may take to become ready. */
const SIDECAR_SECONDS = 90;

async function run(plan: ProbePlan): Promise<Findings> {
  if (plan.sidecar) await sidecarReady();
  const attempts: Record<string, Attempt[]> = {};
  for (const url of plan.urls) {
    const outcomes: Attempt[] = [];
    for (let done = 0; done < plan.attempts; done += 1) outcomes.push(await attempt(url, plan.timeoutSeconds));
    attempts[url] = outcomes;
  }
  const shown: Record<string, SeenCertificate> = {};
  for (const server of plan.handshakes) {
    const certificate = await handshake(server, plan.timeoutSeconds);
    if (certificate) shown[server] = certificate;
  }
  const own = plan.sidecar ? await ownCertificate(plan.timeoutSeconds) : undefined;
  return { attempts, shown, ...(own && { own }) };
}

async function sidecarReady(): Promise<void> {
  const deadline = Date.now() + SIDECAR_SECONDS * 1000;
  for (;;) {
    const answer = await attempt(SIDECAR_READY, 1);
    if (answer.kind === "answered" && answer.status === 200) return;
    if (Date.now() > deadline) throw new Error(`the sidecar is not ready after ${SIDECAR_SECONDS} s`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function attempt(url: string, timeoutSeconds: number): Promise<Attempt> {
  try {
    const { status } = await ask(url, timeoutSeconds);
    return { kind: "answered", status };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { kind: "failed", reason: code || message };
  }
}

function ask(url: string, timeoutSeconds: number): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    // Whether a call gets through is what is asked here; whose certificate answers is looked at elsewhere.
    const options = { agent: false, rejectUnauthorized: false, headers: { connection: "close" } } as const;
    const read = (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve({ status: answer.statusCode || 0, body: Buffer.concat(chunks).toString() }));
    };
    const request = url.startsWith("https:") ? httpsGet(url, options, read) : httpGet(url, options, read);
    const timer = setTimeout(() => {
      request.destroy(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
    }, timeoutSeconds * 1000);
    request.on("close", () => clearTimeout(timer));
    request.on("error", reject);
  });
}

/** The certificate that a server shows before it asks for the client's, which this client does not have. */
function handshake(server: string, timeoutSeconds: number): Promise<SeenCertificate | undefined> {
  const [host, port] = server.split(":");
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), rejectUnauthorized: false, ALPNProtocols: ["istio"] });
    const end = (certificate?: SeenCertificate) => {
      resolve(certificate);
      socket.destroy();
    };
    socket.setTimeout(timeoutSeconds * 1000, () => end());
    socket.on("error", () => end());
    socket.on("secureConnect", () => {
      const { subjectaltname, valid_to } = socket.getPeerCertificate();
      const names = (subjectaltname || "").split(", ");
      const uris = names.filter((name) => name.startsWith("URI:")).map((name) => name.slice("URI:".length));
      end({ uris, expires: new Date(valid_to).toISOString() });
    });
  });
}

interface SidecarCertificates {
  readonly certificates: readonly {
    readonly cert_chain?: readonly {
      readonly subject_alt_names?: readonly { readonly uri?: string }[];
      readonly expiration_time: string;
    }[];
  }[];
}

async function ownCertificate(timeoutSeconds: number): Promise<SeenCertificate | undefined> {
  const { body } = await ask(SIDECAR_CERTIFICATES, timeoutSeconds);
  const { certificates } = JSON.parse(body) as SidecarCertificates;
  for (const { cert_chain } of certificates) {
    for (const { subject_alt_names, expiration_time } of cert_chain || []) {
      const uris = (subject_alt_names || []).map(({ uri }) => uri || "").filter((uri) => uri.startsWith("spiffe:"));
      if (uris.length > 0) return { uris, expires: expiration_time };
    }
  }
  return undefined;
}

run(JSON.parse(process.env[PLAN_VARIABLE] || "") as ProbePlan).then(
  (findings) => console.log(FINDINGS_MARK + JSON.stringify(findings)),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
