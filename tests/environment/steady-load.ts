import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

/** What came of requests that were sent all the time while something else happened. */
export interface Load {
  readonly answered: number;
  /** Each request that got no answer, or not the one that it should. */
  readonly lost: readonly string[];
}

const USERS = 4;

/** Sends requests as a few users do, one after the other on connections that stay open, as long as `during` lasts. */
export async function underLoad(origin: string, paths: readonly string[], during: () => Promise<void>): Promise<Load> {
  const pool = new Pool(origin, { connections: USERS });
  const lost: string[] = [];
  let answered = 0;
  let isOver = false;
  const user = async () => {
    for (let turn = 0; !isOver; turn++) {
      const path = paths[turn % paths.length] ?? "/";
      try {
        const { statusCode, body } = await pool.request({ method: "GET", path, signal: AbortSignal.timeout(30_000) });
        const text = await body.text();
        if (statusCode === 200) answered++;
        else lost.push(`${new Date().toISOString()} ${path}: ${statusCode} ${text.slice(0, 200)}`);
      } catch (error) {
        lost.push(`${new Date().toISOString()} ${path}: ${String(error)}`);
      }
      await sleep(50);
    }
  };
  const users = Array.from({ length: USERS }, user);
  try {
    await during();
  } finally {
    isOver = true;
    await Promise.all(users);
    await pool.close();
  }
  return { answered, lost };
}
