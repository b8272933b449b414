import * as z from "zod";
import { Instant, toEpoch } from "../events/instant.ts";
import { fromMaybe, putOnce, toItem } from "./item.ts";
import type { Table } from "./table.ts";

/** A text we have taken: when it was sent, and which store answers it. Nothing of what it said, nor who sent it. */
export const TakenText = z.object({ at: Instant, store: z.string() });
export type TakenText = z.infer<typeof TakenText>;

/** As long as messages are kept. */
const retentionSeconds = 400 * 86_400;

/** Remembers a text as it was first taken, so that it says the same however often it comes. Answers with that. */
export const takeText = async (table: Table, id: string, text: TakenText): Promise<TakenText> => {
  const ttl = Math.floor(toEpoch(text.at) / 1000) + retentionSeconds;
  const item = toItem({ pk: `*/texts/${id}`, sk: "TEXT" }, text, { ttl });
  const result = await putOnce(table, item, { kind: "absent" });
  return result.written ? text : (fromMaybe(TakenText, result.current) ?? text);
};
