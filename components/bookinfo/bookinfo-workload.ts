import { type types } from "@pulumi/kubernetes";
import { type BOOKINFO, BOOKINFO_PORT } from "../../mesh/bookinfo";
import { type BookinfoConfig } from "../../config/config";

export type BookinfoService = keyof typeof BOOKINFO;

type Container = types.input.core.v1.Container;

/**
 * What differs between the services when they run; taken from how their images are built (istio/istio,
 * samples/bookinfo/src).
 */
interface Runtime {
  /** The user that the image is built for. */
  readonly user: number;
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
  /** Folders that the service writes to; each becomes an empty volume. */
  readonly writes: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the service starts with everything but those folders read-only. */
  readonly readOnly: boolean;
}

const RUNTIMES: Readonly<Record<BookinfoService, Runtime>> = {
  // Python, eight gunicorn workers.
  productpage: {
    user: 1000,
    requests: { cpu: "50m", memory: "128Mi" },
    limits: { cpu: "1", memory: "512Mi" },
    writes: { tmp: "/tmp" },
    readOnly: true,
  },
  // Ruby, WEBrick.
  details: {
    user: 1000,
    requests: { cpu: "20m", memory: "64Mi" },
    limits: { cpu: "500m", memory: "256Mi" },
    writes: { tmp: "/tmp" },
    readOnly: true,
  },
  // Node.
  ratings: {
    user: 1000,
    requests: { cpu: "20m", memory: "64Mi" },
    limits: { cpu: "500m", memory: "256Mi" },
    writes: { tmp: "/tmp" },
    readOnly: true,
  },
  // Java on Open Liberty, which writes beside its server's configuration as it starts.
  reviews: {
    user: 1001,
    requests: { cpu: "50m", memory: "192Mi" },
    limits: { cpu: "1", memory: "512Mi" },
    writes: { tmp: "/tmp", "wlp-output": "/opt/ibm/wlp/output" },
    env: { LOG_DIR: "/tmp/logs" },
    readOnly: false,
  },
};

/** Where the images come from, how many pods there are, and what is noted on them. */
interface PodArgs extends Pick<BookinfoConfig, "registry" | "tag" | "replicas"> {
  readonly annotations: Readonly<Record<string, string>>;
}

/** How one version of a service runs: its image, what it may use and do, how its health is seen, how it ends. */
export function deploymentSpec(
  service: BookinfoService,
  version: string,
  { registry, tag, replicas = 1, annotations }: PodArgs,
): types.input.apps.v1.DeploymentSpec {
  const runtime = RUNTIMES[service];
  const labels = { app: service, version };
  const labelSelector = { matchLabels: labels };
  const volumes = Object.entries(runtime.writes);

  return {
    replicas,
    selector: labelSelector,
    // The new pod serves before the old one goes, so that an update loses no request.
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: { labels, annotations },
      spec: {
        serviceAccountName: `bookinfo-${service}`,
        terminationGracePeriodSeconds: 30,
        ...(replicas > 1 && { topologySpreadConstraints: SPREADS.map((spread) => ({ ...spread, labelSelector })) }),
        securityContext: {
          runAsNonRoot: true,
          runAsUser: runtime.user,
          seccompProfile: { type: "RuntimeDefault" },
        },
        containers: [
          {
            name: service,
            image: `${registry}/examples-bookinfo-${service}-${version}:${tag}`,
            imagePullPolicy: "IfNotPresent",
            ports: [{ name: "http", containerPort: BOOKINFO_PORT }],
            env: Object.entries(runtime.env ?? {}).map(([name, value]) => ({ name, value })),
            resources: { requests: runtime.requests, limits: runtime.limits },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: runtime.readOnly,
              capabilities: { drop: ["ALL"] },
            },
            volumeMounts: volumes.map(([name, mountPath]) => ({ name, mountPath })),
            ...PROBES,
            // Callers' sidecars hear of a pod's end a moment later than the pod itself: it goes on serving until then.
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
          },
        ],
        volumes: volumes.map(([name]) => ({ name, emptyDir: {} })),
      },
    },
  };
}

/** Pods of one version are on different nodes, and in different zones, as far as there is room. */
const SPREADS = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: "ScheduleAnyway",
}));

/** Of several pods of a version, a node that is drained takes one at a time. */
export function budgetSpec(service: BookinfoService, version: string): types.input.policy.v1.PodDisruptionBudgetSpec {
  return { maxUnavailable: 1, selector: { matchLabels: { app: service, version } } };
}

/**
 * All four services answer on /health. The start may take two minutes: a Java server on a busy node needs most of one.
 */
const PROBES: Pick<Container, "startupProbe" | "readinessProbe" | "livenessProbe"> = {
  startupProbe: { httpGet: { path: "/health", port: "http" }, periodSeconds: 2, failureThreshold: 60 },
  readinessProbe: { httpGet: { path: "/health", port: "http" }, periodSeconds: 5, timeoutSeconds: 3 },
  livenessProbe: {
    httpGet: { path: "/health", port: "http" },
    periodSeconds: 10,
    timeoutSeconds: 3,
    failureThreshold: 6,
  },
};
