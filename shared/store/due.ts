import { createHash } from "node:crypto";
import type { Instant } from "../events/instant.ts";
import type { Item } from "./table.ts";

/** The sparse index is spread over so many partitions, so that no one of them limits the writes. */
export const dueShards = 4;

/** Puts an item into the sparse index, to be looked at when `at` has passed and nobody has dealt with it. */
export const dueKey = (id: string, at: Instant): Pick<Item, "duePk" | "dueAt"> => ({
  duePk: `due/${(createHash("sha256").update(id).digest()[0] ?? 0) % dueShards}`,
  dueAt: at,
});

export const duePartitions: readonly string[] = Array.from({ length: dueShards }, (_, shard) => `due/${shard}`);
