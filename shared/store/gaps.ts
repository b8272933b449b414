import * as z from "zod";
import { days, type Instant, plus, toEpoch } from "../events/instant.ts";
import { Gap } from "../habits/gap.ts";
import { fromItem, putOnce, toItem } from "./item.ts";
import type { Item, Table } from "./table.ts";

/** Empty where somebody has not come back after all: kept for a while, so that nobody writes an older reading there. */
const GapItem = z.object({ gap: Gap.optional() });

/** What is kept of one person, with the revision a writer has to state; 0 where nothing is. */
export type KeptGap = { readonly gap: Gap | undefined; readonly revision: number };

/** Habits of more than two years ago say little of how people come back now. */
const remembered = days(730);
const emptyFor = days(30);

/** Whether a gap is too old to be kept. */
export const isForgotten = (gap: Gap, now: Instant): boolean => plus(gap.at, remembered) <= now;

const pk = (store: string): string => `${store}/gaps`;
const key = (store: string, person: string): { pk: string; sk: string } => ({ pk: pk(store), sk: person });
const seconds = (instant: Instant): number => Math.floor(toEpoch(instant) / 1000);

const keptIn = (item: Item | undefined): KeptGap => ({
  gap: item && fromItem(GapItem, item).gap,
  revision: typeof item?.["revision"] === "number" ? item["revision"] : 0,
});

export const readGap = async (table: Table, store: string, person: string): Promise<KeptGap> =>
  keptIn(await table.get(key(store, person)));

/** Replaces what is kept of a person if nobody has since it was read at `revision`. False when somebody has. */
export const replaceGap = async (
  table: Table,
  store: string,
  person: string,
  gap: Gap | undefined,
  revision: number,
  now: Instant,
): Promise<boolean> => {
  const ttl = seconds(gap === undefined ? plus(now, emptyFor) : plus(gap.at, remembered));
  const next = toItem(key(store, person), { gap }, { revision: revision + 1, ttl });
  const condition =
    revision === 0
      ? ({ kind: "absent" } as const)
      : ({ kind: "equals", attribute: "revision", value: revision } as const);
  return (await putOnce(table, next, condition)).written;
};

/** Forgets the gaps of profiles, as far as there are any. */
export const removeGaps = async (table: Table, store: string, profiles: readonly string[]): Promise<void> => {
  if (profiles.length === 0) return;
  const items = await table.getMany(profiles.map((profile) => key(store, profile)));
  for (const item of items) if (item !== undefined) await table.remove(item);
};

/** So many at a time, about a megabyte. */
const page = 5_000;

/**
 * Tells every gap of a store, page by page, at most `most` of them. They lie in the order of their people's ids, which
 * are hashes: so many of them are as good as any others.
 */
export const readGaps = async (table: Table, store: string, most: number, tell: (gap: Gap) => void): Promise<void> => {
  let from: string | undefined;
  for (let read = 0; read < most;) {
    const items = await table.query(pk(store), { limit: page, ...(from !== undefined && { from }) });
    const fresh = items.filter(({ sk }) => sk !== from).slice(0, most - read);
    for (const item of fresh) {
      const { gap } = keptIn(item);
      if (gap !== undefined) tell(gap);
    }
    read += fresh.length;
    from = items.at(-1)?.sk;
    if (items.length < page) return;
  }
};
