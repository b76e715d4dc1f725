import { readFileSync } from "node:fs";
import { network, nodeAddress } from "./facts";
import { insideNode } from "./namespaces";
import { run } from "./run-command";

const { link, pods, services } = network;

/** Tells the sandbox's link from an interface that somebody else gave the same name. */
const linkMark = "bookinfo-mesh-sandbox";

/** What the node's end of the link is called inside its namespace. */
const nodeEnd = "link0";

/** `ip -batch` commands that join the machine and the namespace of process `anchor` by a pair of interfaces. */
export function machineSide(anchor: number): string {
  return [
    `link add ${link.name} type veth peer name ${nodeEnd} netns ${anchor}`,
    // First of all: a link that is not whole must be known by it, too. The kernel takes no alias when it makes a link.
    `link set ${link.name} alias ${linkMark}`,
    `address add ${link.machine}/${link.prefix} dev ${link.name}`,
    `link set ${link.name} up`,
  ].join("\n");
}

/** `ip -batch` commands for the node's side. */
function nodeSide(): string {
  return [
    "link set lo up",
    `address add ${nodeAddress}/${link.prefix} dev ${nodeEnd}`,
    `link set ${nodeEnd} up`,
    // kube-proxy rewrites the addresses of Services, but a process of the node must first find a route to send on.
    `route add ${services} dev ${nodeEnd}`,
  ].join("\n");
}

/** Kernel settings of the network namespace. */
const settings: Readonly<Record<string, string>> = {
  "net/ipv4/ip_forward": "1",
  "net/ipv6/conf/all/disable_ipv6": "1",
  "net/ipv6/conf/default/disable_ipv6": "1",
};

/**
 * The link is there for the machine alone: what a neighbour in the machine's network sends to the node through it is
 * dropped, and so is what a pod starts towards the machine. What a process of the node sends to a Service is rewritten
 * to a pod's address before these rules see it, though still with the interface of its first route. In the format of
 * `iptables-restore`.
 */
const linkRules = `*raw
-A PREROUTING -i ${nodeEnd} ! -s ${link.machine} -j DROP
COMMIT
*filter
-A FORWARD -s ${pods} -o ${nodeEnd} -m conntrack --ctstate NEW -j DROP
-A OUTPUT -o ${nodeEnd} ! -d ${pods} -m conntrack --ctstate NEW -j DROP
COMMIT
`;

/** All that `setUpNetwork` makes, as one text: another layout gives another text. */
export const networkLayout = JSON.stringify([machineSide(0), nodeSide(), settings, linkRules]);

/** Sets up the interfaces, routes and rules of freshly made namespaces. */
export async function setUpNetwork(anchor: number): Promise<void> {
  const inside = (command: string[], input = ""): Promise<string> => {
    const [program = "", ...args] = insideNode(anchor, command);
    return run(program, args, { input });
  };
  await run("ip", ["-batch", "-"], { input: machineSide(anchor) });
  await inside(["ip", "-batch", "-"], nodeSide());
  const script = Object.entries(settings).map(
    ([name, value]) => `if [ -e /proc/sys/${name} ]; then echo ${value} > /proc/sys/${name}; fi`,
  );
  await inside(["/bin/sh", "-ec", script.join("\n")]);
  await inside(["iptables-restore", "--noflush"], linkRules);
}

/** Whose the interface with the name of the sandbox's link is. An earlier run may have left its own. */
export function linkOwner(): "nobody" | "sandbox" | "somebody else" {
  try {
    const alias = readFileSync(`/sys/class/net/${link.name}/ifalias`, "utf8");
    return alias.trim() === linkMark ? "sandbox" : "somebody else";
  } catch (error) {
    // Not there, or going away while it is read.
    if (["ENOENT", "ENODEV"].includes((error as NodeJS.ErrnoException).code ?? "")) return "nobody";
    throw error;
  }
}

/**
 * Removes the machine's end of a link that earlier namespaces left; the other end goes with it. The kernel itself
 * removes it late: connections that nobody closed keep their namespace for a while after its last process.
 */
export async function removeLink(): Promise<void> {
  if (linkOwner() !== "sandbox") return;
  try {
    await run("ip", ["link", "delete", link.name]);
  } catch (error) {
    // The kernel may have removed it meanwhile.
    if (linkOwner() === "sandbox") throw error;
  }
}
