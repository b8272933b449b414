import * as z from "zod";
import { days, Instant, plus, toEpoch } from "../events/instant.ts";
import { fromItem, toItem } from "../store/item.ts";
import { personPk } from "../store/people.ts";
import type { Item, Table } from "../store/table.ts";

/** As long as the bucket keeps a file, and as long as a link to it works. */
export const exportLife = days(30);

const ExportItem = z.object({ key: z.string(), at: Instant });

/** Where a file lies in the bucket. */
export const exportKey = (store: string, id: string): string => `exports/${store}/${id}.json`;

/** Notes with a person that a file about them exists, so that their erasure finds it. */
export const noteExport = async (
  table: Table,
  store: string,
  person: string,
  id: string,
  at: Instant,
): Promise<void> => {
  const ttl = Math.floor(toEpoch(plus(at, exportLife)) / 1000);
  const key = { pk: personPk(store, person), sk: `EXPORT#${id}` };
  await table.put(toItem(key, { key: exportKey(store, id), at }, { ttl }));
};

/** Where the file of such a note lies. */
export const exportKeyOf = (item: Item): string => fromItem(ExportItem, item).key;
