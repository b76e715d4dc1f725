import { join } from "node:path";
import { nodeAddress, nodePorts } from "../facts";
import { type NodeProcess } from "../node-process";
import { certificateFiles } from "../pki";

/** A server outside the mesh, over HTTP and HTTPS, on the node's own address: what workloads call to leave the mesh. */
export function outside(): NodeProcess {
  const { certificate, key } = certificateFiles("outside");
  return {
    name: "outside",
    where: "node",
    command: [
      process.execPath,
      "--max-semi-space-size=1",
      "--disable-warning=ExperimentalWarning",
      "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
      join(__dirname, "serve-outside.ts"),
      nodeAddress,
      String(nodePorts.outsideHttp),
      String(nodePorts.outsideHttps),
      certificate,
      key,
    ],
  };
}
