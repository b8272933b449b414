import type { Instant } from "../events/instant.ts";
import type { Item } from "./table.ts";

/**
 * The one partition of the sparse index that the sweep reads. It takes a thousand writes a second, ten times what the
 * readers of the queues can make of it.
 */
export const duePartition = "due";

/** Puts an item into the sparse index, to be looked at when `at` has passed and nobody has dealt with it. */
export const dueKey = (at: Instant): Pick<Item, "duePk" | "dueAt"> => ({ duePk: duePartition, dueAt: at });
