/**
 * How many seconds to wait before measuring, so that a stack's last update is at least `settle` seconds over: istiod
 * collects changes for a moment before it sends them to the proxies. The wait depends on the clock alone. Waiting until
 * the counts look right would hide the very errors that are to be found. The whole `settle` where the update's time is
 * not known.
 */
export function secondsToSettle(updatedAt: Date | undefined, settle: number, now: Date): number {
  if (!updatedAt) return settle;
  const age = (now.getTime() - updatedAt.getTime()) / 1000;
  // A clock that was set back must not make it wait for hours.
  return Math.min(settle, Math.max(0, settle - age));
}
