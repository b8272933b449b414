import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { fromItem, fromMaybe, revise } from "./item.ts";
import type { Table } from "./table.ts";

/** How many items of each kind were found, and erased. */
const Counts = z.record(z.string(), z.number().int());
export type Counts = z.infer<typeof Counts>;

/**
 * One erasure or export, for the record: what was asked, by whom, when, and of how many items. While it is under way it
 * knows which profiles and messages it is about; once done it knows nobody any more. Kept for ever.
 */
export const Erasure = z.object({
  id: z.string(),
  store: z.string(),
  what: z.enum(["erase-person", "erase-store", "export-person"]),
  /** Who asked: `shopify`, `command-line`. */
  by: z.string(),
  /** What is not younger than this is erased. */
  at: Instant,
  startedAt: Instant,
  doneAt: Instant.optional(),
  /** Why nothing was done. */
  left: z.string().optional(),
  found: Counts,
  members: z.array(z.string()).optional(),
  runs: z.array(z.string()).optional(),
  messages: z.array(z.string()).optional(),
});
export type Erasure = z.infer<typeof Erasure>;

const pk = (store: string): string => `*/erasures/${store}`;
const prefix = "WORK#";
const key = (store: string, id: string): { pk: string; sk: string } => ({ pk: pk(store), sk: `${prefix}${id}` });

export const readErasure = async (table: Table, store: string, id: string): Promise<Erasure | undefined> =>
  fromMaybe(Erasure, await table.get(key(store, id)));

/** Every erasure and export of a store there ever was, the oldest first. */
export const listErasures = async (table: Table, store: string): Promise<readonly Erasure[]> =>
  (await table.query(pk(store), { prefix }))
    .map((item) => fromItem(Erasure, item))
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt) || a.id.localeCompare(b.id));

const union = (a: readonly string[] = [], b: readonly string[] = []): string[] => [...new Set([...a, ...b])];

/** Of two counts of the same thing the greater: a second look finds what the first one left. */
const greater = (a: Counts, b: Counts): Counts =>
  Object.fromEntries(union(Object.keys(a), Object.keys(b)).map((kind) => [kind, Math.max(a[kind] ?? 0, b[kind] ?? 0)]));

type Begun = Omit<Erasure, "found" | "doneAt" | "left" | "members" | "runs" | "messages">;

/** Notes that an erasure begins; one that was begun before goes on as it was. */
export const beginErasure = async (table: Table, begun: Begun): Promise<Erasure> => {
  const fresh: Erasure = { ...begun, found: {} };
  return (await revise(table, Erasure, key(begun.store, begun.id), (known) => (known ? undefined : fresh))) ?? fresh;
};

/** Notes what an erasure is about and how much it has found. */
export const noteErasure = async (
  table: Table,
  { store, id }: Pick<Erasure, "store" | "id">,
  about: {
    readonly found: Counts;
    readonly members?: readonly string[];
    readonly runs?: readonly string[];
    readonly messages?: readonly string[];
  },
): Promise<void> => {
  await revise(table, Erasure, key(store, id), (known) => {
    if (known === undefined) return undefined;
    const next: Erasure = {
      ...known,
      found: greater(known.found, about.found),
      ...(known.doneAt === undefined &&
        about.members !== undefined && {
          members: union(known.members, about.members),
          runs: union(known.runs, about.runs),
          messages: union(known.messages, about.messages),
        }),
    };
    return isDeepStrictEqual(next, known) ? undefined : next;
  });
};

/** Adds to what was found, for a work done in batches. */
export const countErasure = async (
  table: Table,
  { store, id }: Pick<Erasure, "store" | "id">,
  kind: string,
  more: number,
): Promise<void> => {
  await revise(
    table,
    Erasure,
    key(store, id),
    (known) => known && { ...known, found: { ...known.found, [kind]: (known.found[kind] ?? 0) + more } },
  );
};

/** Notes that an erasure is done, and forgets whom it was about. */
export const finishErasure = async (
  table: Table,
  { store, id }: Pick<Erasure, "store" | "id">,
  doneAt: Instant,
  left?: string,
): Promise<void> => {
  await revise(table, Erasure, key(store, id), (known) => {
    if (known === undefined) return undefined;
    const { members: _members, runs: _runs, messages: _messages, ...rest } = known;
    return {
      ...rest,
      doneAt: known.doneAt ?? doneAt,
      ...(left !== undefined && known.doneAt === undefined && { left }),
    };
  });
};
