import { join } from "node:path";
import { machinePorts, nodeAddress } from "../facts";
import { type NodeProcess } from "../node-process";

/** Makes the API server and the gateway's NodePort answer on the machine's loopback, and nowhere else. */
export function forwarder(): NodeProcess {
  const pairs = Object.values(machinePorts).map((port) => `127.0.0.1:${port}=${nodeAddress}:${port}`);
  return {
    name: "forwarder",
    where: "machine",
    command: [
      process.execPath,
      "--max-semi-space-size=1",
      "--disable-warning=ExperimentalWarning",
      "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON",
      join(__dirname, "forward-ports.ts"),
      ...pairs,
    ],
  };
}
