// What Node loads before it runs the program: Pulumi.yaml names it as an argument of Node's (`nodeargs`), and switches
// off Pulumi's own way to TypeScript (`typescript: false`), which checks types at every start. A command as short as
// a change of weights is mostly start-up. Each file says what it saves; docs/benchmarks.md has the measurements.
//
// One more is where it is needed: components/cluster/eks-cluster.ts, and the AWS SDK with it, is loaded for EKS alone.

// First, for it to hold of all that follows.
require("./compile-cache.cjs");
// From here on Node loads TypeScript.
require("./strip-types.cjs");
// Both must be there before Pulumi's runtime, which Node loads next.
require("./lazy-packages");
require("./no-source-maps");
