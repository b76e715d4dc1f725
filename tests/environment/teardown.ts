import { npmShow } from "./command";

/** However the tests end, the machine is left as it was: stopping what is stopped already does nothing. */
export async function mochaGlobalTeardown(): Promise<void> {
  await npmShow("stop");
}
