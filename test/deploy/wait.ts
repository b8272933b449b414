import { setTimeout as sleep } from "node:timers/promises";

export type Patience = { readonly patienceMs?: number; readonly everyMs?: number };

/** Asks again and again until there is an answer; says what it waited for when there is none. */
export const waitFor = async <T>(
  what: string | (() => string),
  ask: () => Promise<T | undefined>,
  { patienceMs = 45_000, everyMs = 250 }: Patience = {},
): Promise<T> => {
  const until = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > until) {
      const wanted = typeof what === "string" ? what : what();
      throw new Error(`Waited ${patienceMs / 1000} s for ${wanted}, in vain.`);
    }
    await sleep(everyMs);
  }
};
