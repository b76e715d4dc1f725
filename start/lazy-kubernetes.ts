/**
 * Puts off the client of Kubernetes' API until a command talks to a cluster: help, errors and completions of commands
 * need none.
 *
 * Saves: 0.7 s of processor time in every command that does not get as far.
 * Relies on: no file of commands/ or sandbox/ using anything of it while it is itself being loaded.
 * Noticed by: tests/start/lazy-kubernetes.test.ts
 */
import { loadWhenUsed } from "./load-when-used";

loadWhenUsed(require.resolve("@kubernetes/client-node"));
