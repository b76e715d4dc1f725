import { size } from "../../toolchain/report";
import { MIN_GO } from "../../toolchain/versions";
import { network } from "../facts";
import { type MachineFacts } from "./facts";
import { overlaps, prefixOf } from "./ipv4";

/** Something about the machine that keeps the sandbox from running, told so that a person can remove it. */
export interface Obstacle {
  readonly what: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

const GIBIBYTE = 2 ** 30;

/** What a running sandbox is held to, and so what it asks for before it starts. */
const REQUIRED_MEMORY = 6 * GIBIBYTE;

const MIN_PYTHON = [3, 9] as const;

/** What the kubelet cannot do without. */
const REQUIRED_CONTROLLERS = ["cpu", "cpuset", "memory", "pids"];

/** What a container needs to be given by docker or podman. */
const CONTAINER_OPTIONS = "--privileged --cgroupns=host";

/** Everything that keeps the sandbox from running on a machine like this. */
export function findObstacles(facts: MachineFacts): Obstacle[] {
  // Nothing else means anything where these are wrong.
  if (facts.platform !== "linux") return [notLinux(facts.platform)];
  return [
    ...user(facts),
    ...kernel(facts),
    ...programs(facts),
    ...ports(facts),
    ...addresses(facts),
    ...disks(facts),
    ...memory(facts),
  ];
}

function notLinux(platform: string): Obstacle {
  return {
    what: "operating system",
    found: platform,
    expected: "linux",
    remedy: "start the sandbox on a Linux machine or in a Linux virtual machine",
  };
}

function user({ userId }: MachineFacts): Obstacle[] {
  if (userId === 0) return [];
  return [
    {
      what: "user",
      found: `user id ${userId}`,
      expected: "root (0): the sandbox makes namespaces, mounts and control groups",
      remedy: "become root with `sudo -i`, go to this folder and run the same command again",
    },
  ];
}

function kernel({ namespacesRefused, controllers, topGroupInUse, userId }: MachineFacts): Obstacle[] {
  const obstacles: Obstacle[] = [];
  // Only root may make them: for anybody else the answer says nothing new.
  if (namespacesRefused !== undefined && userId === 0) {
    obstacles.push({
      what: "namespaces",
      found: `refused: ${namespacesRefused}`,
      expected: "network and mount namespaces can be made",
      remedy: `inside a container, give it ${CONTAINER_OPTIONS}; else use a machine of your own`,
    });
  }
  const missing = REQUIRED_CONTROLLERS.filter((name) => !controllers.includes(name));
  if (missing.length > 0) {
    obstacles.push({
      what: "control groups",
      found: controllers.length === 0 ? "none mounted at /sys/fs/cgroup" : controllers.join(", "),
      expected: REQUIRED_CONTROLLERS.join(", "),
      remedy: `enable ${missing.join(", ")}, e.g. with cgroup_enable=${missing.join(" cgroup_enable=")} on the kernel's command line`,
    });
  }
  if (topGroupInUse) {
    obstacles.push({
      what: "control groups",
      found: "the one at /sys/fs/cgroup holds processes, and so cannot share out its controllers",
      expected: "the machine's own, as a container sees it without a namespace of its own for control groups",
      remedy: `start the container with ${CONTAINER_OPTIONS}`,
    });
  }
  return obstacles;
}

function programs({ go, python, aptGet }: MachineFacts): Obstacle[] {
  const obstacles: Obstacle[] = [];
  if (!isAtLeast(go, MIN_GO)) {
    obstacles.push({
      what: "Go, which builds the sandbox's programs",
      found: go ?? "no go on PATH",
      expected: `Go ${MIN_GO.join(".")} or later`,
      remedy: "install it from go.dev/dl and put its bin folder on PATH",
    });
  }
  if (!isAtLeast(python, MIN_PYTHON)) {
    obstacles.push({
      what: "Python 3, which fetches Envoy",
      found: python ?? "no python3 on PATH",
      expected: `Python ${MIN_PYTHON.join(".")} or later`,
      remedy: "apt-get install python3",
    });
  }
  if (!aptGet) {
    obstacles.push({
      what: "apt-get, which fetches the container runtime",
      found: "no apt-get on PATH",
      expected: "Debian, Ubuntu or a relative of theirs",
      remedy: "start the sandbox in a Debian virtual machine",
    });
  }
  return obstacles;
}

/** Whether the first version number in a program's words is `wanted` or later. */
export function isAtLeast(version: string | undefined, wanted: readonly [number, number]): boolean {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) > wanted[0] || (Number(major) === wanted[0] && Number(minor) >= wanted[1]);
}

function ports({ takenPorts }: MachineFacts): Obstacle[] {
  return takenPorts.map(({ port, holder }) => ({
    what: `port ${port} on 127.0.0.1`,
    found: holder === undefined ? "taken" : `taken by ${holder}`,
    expected: "free",
    remedy: `end that program (\`ss -ltnp 'sport = :${port}'\` shows it), then run the same command again`,
  }));
}

function addresses({ linkNameTaken, networks }: MachineFacts): Obstacle[] {
  const { name, cidr } = network.link;
  const obstacles: Obstacle[] = [];
  if (linkNameTaken) {
    obstacles.push({
      what: `network interface ${name}`,
      found: "there is one, and it is not the sandbox's",
      expected: "none of that name",
      remedy: `rename or remove it: ip link delete ${name}`,
    });
  }
  for (const taken of networks.filter((other) => isSettled(other) && overlaps(other.cidr, cidr))) {
    obstacles.push({
      what: `subnet ${cidr}`,
      found: `${taken.cidr} is in use by interface ${taken.interface}`,
      expected: "no address or route in it",
      remedy: `remove what uses it (\`ip address show ${taken.interface}\` and \`ip route show dev ${taken.interface}\`)`,
    });
  }
  return obstacles;
}

/**
 * Whether somebody may be at the link's addresses. The link's own route goes before any wider one, so neither a wide
 * route, as a VPN sets it, nor the whole of 10.0.0.0/8 as one office's network matters; a bridge's network or a subnet
 * is small enough to be full.
 */
function isSettled({ kind, cidr }: MachineFacts["networks"][number]): boolean {
  return prefixOf(cidr) >= (kind === "address" ? 16 : 24);
}

function disks({ disks }: MachineFacts): Obstacle[] {
  return disks
    .filter(({ free, used, needed }) => free + used < needed)
    .map(({ folder, free, used, needed }) => ({
      what: `disk space at ${folder}`,
      found: `${size(free)} free, and ${size(used)} that the sandbox holds already`,
      expected: `${size(needed)} in all`,
      remedy: `make room: \`df -h ${folder}\` shows the file system`,
    }));
}

function memory({ availableMemory, sandboxRuns }: MachineFacts): Obstacle[] {
  if (sandboxRuns || availableMemory >= REQUIRED_MEMORY) return [];
  return [
    {
      what: "memory",
      found: `${size(availableMemory)} available`,
      expected: size(REQUIRED_MEMORY),
      remedy: "end programs that hold memory (`ps aux --sort=-rss | head`), or use a larger machine",
    },
  ];
}

/** The obstacles as people read them, with the way that is open on any machine. */
export function formatObstacles(obstacles: readonly Obstacle[]): string {
  return [
    "The sandbox cannot run on this machine as it is. Nothing was changed.",
    "",
    ...obstacles.flatMap(({ what, found, expected, remedy }) => [
      `${what}: ${found}`,
      `  expected: ${expected}`,
      `  to fix:  ${remedy}`,
    ]),
    "",
    "Or use a cluster of your own, e.g. one that kind makes, with the stack `local`, an official pulumi and Docker:",
    "  kind create cluster --name mesh && pulumi up -s local",
  ].join("\n");
}
