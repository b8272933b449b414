import * as z from "zod";
import { Instant, toEpoch } from "../../events/instant.ts";
import type { Item } from "../table.ts";

const shape = z.looseObject({
  pk: z.string().min(1),
  sk: z.string().min(1),
  ttl: z.number().optional(),
  duePk: z.string().min(1).optional(),
  dueAt: Instant.optional(),
});

export const StoredItem = z.custom<Item>((value) => shape.safeParse(value).success, "is no item of the table");

/** An item as it came from the engine. Checks the attributes the table itself uses; the rest is its reader's to parse. */
export const parseItem = (value: unknown): Item => StoredItem.parse(value);

/** Whether an item has not expired. DynamoDB deletes within days of the `ttl`, readers must not wait for that. */
export const isLive = (item: Item, now: Instant): boolean => item.ttl === undefined || item.ttl * 1000 >= toEpoch(now);
