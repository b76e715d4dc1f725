/** Tells whether to go on: until this process is told to end, which `onStop` hears of. */
export function untilStopped(onStop: () => void = () => undefined): () => boolean {
  let stopped = false;
  const stop = () => {
    stopped = true;
    onStop();
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  return () => !stopped;
}
