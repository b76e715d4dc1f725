/**
 * How a command ends: all is as it should be; something is not; it could not do its work; it has stopped halfway, to be
 * resumed.
 */
export const EXIT = { ok: 0, differs: 1, unusable: 2, paused: 3 } as const;
