import { isDeepStrictEqual } from "node:util";
import type { Instant } from "../events/instant.ts";
import { readPerson } from "../profile/read-person.ts";
import { isForgotten, readGap, removeGaps, replaceGap } from "../store/gaps.ts";
import { ConflictError } from "../store/item.ts";
import type { Table } from "../store/table.ts";
import { gapOf } from "./gap.ts";

const attempts = 8;

/**
 * Keeps the gap of the person a profile belongs to: one item per person, under the root. The item is read before the
 * person and written only if nobody has written it meanwhile, so that whoever knows less of the person never has the
 * last word: the same orders in any order, any number of times, end in the same gap. Somebody with one order costs one
 * read more than the person, and no write. Throws {@link ConflictError} when others were quicker eight times.
 */
export const keepGap = async (
  table: Table,
  store: string,
  profile: string,
  zone: string,
  now: Instant,
): Promise<void> => {
  let id = profile;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const kept = await readGap(table, store, id);
    const { person } = await readPerson(table, store, id);
    if (person.id !== id) {
      id = person.id;
      continue;
    }
    if (person.orders.length < 2) return;
    const others = person.members.filter((member) => member !== id);
    await removeGaps(table, store, others);
    const found = gapOf(person.orders, zone);
    const gap = found !== undefined && isForgotten(found, now) ? undefined : found;
    if (kept.revision === 0 ? gap === undefined && found !== undefined : isDeepStrictEqual(kept.gap, gap)) return;
    if (await replaceGap(table, store, id, gap, kept.revision, now)) return;
  }
  throw new ConflictError(`A gap was changed by others ${attempts} times in a row.`);
};
