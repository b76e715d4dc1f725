/**
 * What a test of the whole environment runs, and names elsewhere than beside its program, each kind of command with the
 * file.
 */
export const RUN_IN: Readonly<Record<string, string>> = {
  "traffic shift": "shift.test.ts",
};

/** What pages tell people to type and no test of the whole environment runs, each kind of command with the reason. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  "npm ci": "what every command begins with where it is needed (tests/bootstrap.test.ts)",
  "npm test": "it runs the tests",
  "npx mocha": "it runs tests",
  "traffic explain": "it needs no cluster: tests/commands/traffic/cli.test.ts runs it",
  completion: "it needs no cluster: tests/commands/completion runs it, in the shells that are there",
  bench: "it takes minutes to hours; tests/commands/bench and tests/environment/provider.test.ts run its parts",
  "bench arrival": "as above",
  "bench shifts": "as above: tests/environment/shift.test.ts shifts, goes back and kills in the same way",
  "bench size": "as above",
  "bench policies": "as above",
  "bench kills": "as above: tests/environment/provider.test.ts kills three updates in the same way",
  "istioctl proxy-status": "it only asks; tests/environment runs istioctl with other questions",
  "pulumi plugin": "it loads from the internet, on a machine that has no such plugin",
  "pulumi cancel": "by hand it is for other stacks; the sandbox does it by itself (tests/environment/provider.test.ts)",
  "kubectl port-forward": "for clusters whose gateway has no address on this machine; the sandbox's has one",
  "kind create": "kind needs a container engine, which the sandbox does without",
  "aws ec2": "no test has an account at AWS",
  umask: "the shell's own",
  base64: "a program of the system, with what another command prints",
  grep: "as above",
  tar: "as above, in a folder of the user's own",
  curl: "a client of HTTP as any; tests/environment/gateway.test.ts and security.test.ts ask for the same pages with their own",
  openssl: "where there is no certificate yet; the tests of tests/environment/gateway.test.ts make theirs in code",
};
