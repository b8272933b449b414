import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { fromItem, fromMaybe, toItem } from "./item.ts";
import { personPk } from "./people.ts";
import type { Item, Key, Table } from "./table.ts";

/** A signed webhook that could not be understood, kept for a person to look at. */
export const Rejected = z.object({
  id: z.string(),
  store: z.string(),
  source: z.string(),
  topic: z.string(),
  reason: z.string(),
  receivedAt: Instant,
  headers: z.record(z.string(), z.string()),
  /** The body in base64, or where it lies when it is too large for an item. */
  body: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("inline"), base64: z.string() }),
    z.object({ kind: z.literal("blob"), key: z.string() }),
  ]),
});
export type Rejected = z.infer<typeof Rejected>;

/** Kept for 30 days, as long as the bus keeps its archive. */
const retentionSeconds = 30 * 86_400;

const pk = (store: string): string => `${store}/rejected`;
const sk = (rejected: Pick<Rejected, "receivedAt" | "id">): string => `${rejected.receivedAt}#${rejected.id}`;

/**
 * Keeps a rejected body, with a pointer in the collection of everybody it mentions: those first, since a body without them
 * is out of an erasure's reach. Kept again after a failure it is another body, with pointers of its own.
 */
export const keepRejected = async (table: Table, rejected: Rejected, people: readonly string[]): Promise<void> => {
  const ttl = Math.floor(new Date(rejected.receivedAt).getTime() / 1000) + retentionSeconds;
  for (const person of people) {
    const key = { pk: personPk(rejected.store, person), sk: `REJECTED#${sk(rejected)}` };
    await table.put(toItem(key, { at: sk(rejected) }, { ttl }));
  }
  await table.put(toItem({ pk: pk(rejected.store), sk: sk(rejected) }, rejected, { ttl }));
};

export const listRejected = async (table: Table, store: string): Promise<readonly Rejected[]> =>
  (await table.query(pk(store))).map((item) => fromItem(Rejected, item));

/** Where a pointer in a collection leads: to its rejected body, and to the blob where that lies in one. */
export const followPointer = async (
  table: Table,
  store: string,
  pointer: Item,
): Promise<{ readonly key: Key; readonly blob: string | undefined }> => {
  const key = { pk: pk(store), sk: fromItem(Pointer, pointer).at };
  const found = fromMaybe(Rejected, await table.get(key));
  return { key, blob: found?.body.kind === "blob" ? found.body.key : undefined };
};

/** The blob of a rejected body, where its item is one and it lies in one. */
export const blobOf = async (table: Table, store: string, key: Key): Promise<string | undefined> => {
  if (key.pk !== pk(store)) return undefined;
  const found = fromMaybe(Rejected, await table.get(key));
  return found?.body.kind === "blob" ? found.body.key : undefined;
};

const Pointer = z.object({ at: z.string() });

/** The rejected bodies that mention one profile. */
export const rejectedOf = async (table: Table, store: string, person: string): Promise<readonly Rejected[]> => {
  const pointers = await table.query(personPk(store, person), { prefix: "REJECTED#" });
  const keys = pointers.map((item) => ({ pk: pk(store), sk: fromItem(Pointer, item).at }));
  const items = (await table.getMany(keys)).map((item) => fromMaybe(Rejected, item));
  return items.filter((item) => item !== undefined);
};
