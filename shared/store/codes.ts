import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { fromItem, fromMaybe, toItem } from "./item.ts";
import { hashId } from "./keys.ts";
import type { Table } from "./table.ts";

/** A discount code the store has made at its platform. */
export const Code = z.object({ code: z.string().min(3).max(60), expiresAt: Instant.optional() });
export type Code = z.infer<typeof Code>;

const FreeCode = Code;
const TakenCode = Code.extend({ message: z.string(), at: Instant });
const ChosenCode = Code.extend({ pool: z.string() });

const freePk = (store: string, pool: string): string => `${store}/codes/${pool}`;
const takenKey = (store: string, pool: string, code: string): { pk: string; sk: string } => ({
  pk: `${store}/code/${pool}/${code}`,
  sk: "CODE",
});
const choiceKey = (store: string, message: string): { pk: string; sk: string } => ({
  pk: `${store}/message/${message}`,
  sk: "CODE",
});

/** Adds codes to a pool; one that is there, or was used, is left alone. Tells how many were new. */
export const importCodes = async (
  table: Table,
  store: string,
  pool: string,
  codes: readonly Code[],
): Promise<number> => {
  let added = 0;
  for (const code of codes) {
    if ((await table.get(takenKey(store, pool, code.code))) !== undefined) continue;
    const key = { pk: freePk(store, pool), sk: hashId(code.code) };
    if ((await table.put(toItem(key, code), { kind: "absent" })).written) added += 1;
  }
  return added;
};

export type TakenCodeWithRest = Code & { readonly left: number };

/**
 * Takes a code for a message. The code is first noted at the message, then taken for it: whoever comes back after a
 * crash finds the note and takes the same one, so a code is neither lost nor given twice. A code that does not live
 * until `until` is of no use to any later message either: it is thrown away, so that such codes cannot hide the others.
 * `left` counts up to `enough` of what remains.
 */
export const takeCode = async (
  table: Table,
  store: string,
  pool: string,
  message: string,
  now: Instant,
  until: Instant,
  enough: number,
): Promise<TakenCodeWithRest | undefined> => {
  const own = async (code: Code): Promise<boolean> => {
    const key = takenKey(store, pool, code.code);
    const result = await table.put(toItem(key, { ...code, message, at: now }), { kind: "absent" });
    return result.written || fromMaybe(TakenCode, result.current)?.message === message;
  };
  const noted = fromMaybe(Code, await table.get(choiceKey(store, message)));
  const free = await table.query(freePk(store, pool), { limit: enough + 50 });
  if (noted !== undefined && (await own(noted))) return { ...noted, left: free.length };
  const known = free.map((item) => ({ item, code: fromItem(FreeCode, item) }));
  const usable = known.filter(({ code }) => code.expiresAt === undefined || code.expiresAt >= until);
  for (const { item } of known.filter((entry) => !usable.includes(entry))) await table.remove(item);
  for (const { item, code } of usable) {
    await table.put(toItem(choiceKey(store, message), { ...code, pool }));
    const won = await own(code);
    await table.remove(item);
    if (won) return { ...code, left: usable.length - 1 };
  }
  return free.length === 0 ? undefined : takeCode(table, store, pool, message, now, until, enough);
};

/** Forgets for whose message a code was taken; it stays taken, so that nobody else gets it. */
export const forgetTaker = async (table: Table, store: string, message: string): Promise<void> => {
  const chosen = ChosenCode.safeParse((await table.get(choiceKey(store, message)))?.["content"]);
  if (!chosen.success) return;
  const key = takenKey(store, chosen.data.pool, chosen.data.code);
  const taken = fromMaybe(TakenCode, await table.get(key));
  if (taken?.message === message) await table.put(toItem(key, { ...taken, message: "erased" }));
};
