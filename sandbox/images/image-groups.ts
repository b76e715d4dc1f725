import { sandbox } from "../../commands/stack/sandbox/paths";
import { BOOKINFO, BOOKINFO_PORT } from "../../mesh/bookinfo";
import { BOOKINFO_TAG, ISTIO_VERSION } from "../toolchain/versions";
import { type Image, type ImageGroup, type Layer } from "./image";

/** The image that containerd's `sandbox_image` must name. */
export const PAUSE_IMAGE = `${sandbox.imageRegistry}/pause:3.10`;

/** An image with Node and nothing to do, to send requests from inside the cluster. */
const CLIENT_IMAGE = `${sandbox.imageRegistry}/tools/client:1`;

const root: Layer = { from: "root", files: { ".": "." } };
const certificates: Layer = {
  from: "certificates",
  files: { "ca-certificates.crt": "etc/ssl/certs/ca-certificates.crt" },
};
const node: Layer = { from: "node", files: { node: "usr/local/bin/node" } };

/** The user that Istio's charts and its injected sidecars run as. */
const ISTIO_USER = "1337:1337";

const pause: Image = {
  reference: PAUSE_IMAGE,
  layers: [{ from: "programs", files: { pause: "pause" } }],
  user: "65535:65535",
  entrypoint: ["/pause"],
};

const pilot: Image = {
  reference: `${sandbox.imageRegistry}/istio/pilot:${ISTIO_VERSION}`,
  layers: [root, certificates, { from: "programs", files: { "pilot-discovery": "usr/local/bin/pilot-discovery" } }],
  user: ISTIO_USER,
  entrypoint: ["/usr/local/bin/pilot-discovery"],
};

/** Also istio-init's image: the root's iptables are what it redirects a pod's traffic with. */
const proxy: Image = {
  reference: `${sandbox.imageRegistry}/istio/proxyv2:${ISTIO_VERSION}`,
  layers: [
    root,
    certificates,
    { from: "istio", files: { "envoy_bootstrap.json": "var/lib/istio/envoy/envoy_bootstrap_tmpl.json" } },
    { from: "programs", files: { envoy: "usr/local/bin/envoy", "pilot-agent": "usr/local/bin/pilot-agent" } },
  ],
  user: ISTIO_USER,
  entrypoint: ["/usr/local/bin/pilot-agent"],
};

/** One image for each version of each service, with the names of the originals. */
const bookinfo: readonly Image[] = Object.entries(BOOKINFO).flatMap(([service, versions]) =>
  versions.map((version) => ({
    reference: `${sandbox.imageRegistry}/bookinfo/examples-bookinfo-${service}-${version}:${BOOKINFO_TAG}`,
    layers: [root, node, { from: "services", files: { [`${service}.js`]: `app/${service}.js` } }],
    user: "1000:1000",
    entrypoint: ["node", `/app/${service}.js`],
    environment: { NODE_ENV: "production", SERVICE_VERSION: version },
    ports: [BOOKINFO_PORT],
  })),
);

const client: Image = {
  reference: CLIENT_IMAGE,
  layers: [root, node],
  user: "1000:1000",
  entrypoint: ["node", "--eval", "setInterval(() => {}, 2 ** 30); process.on('SIGTERM', () => process.exit(0))"],
};

/** Every image of the sandbox. */
export const IMAGE_GROUPS: readonly ImageGroup[] = [
  { name: "pause", images: [pause] },
  { name: "istio", images: [pilot, proxy] },
  { name: "bookinfo", images: [...bookinfo, client] },
];
