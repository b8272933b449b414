import { earliest, parseInstant, type Instant } from "../../events/instant.ts";
import type { JsonRecord } from "./record.ts";

/** A moment under a key, at the latest the receipt: a sender's fast clock must not move anything into the future. */
export const readInstant = (record: JsonRecord | undefined, key: string, receivedAt: Instant): Instant | undefined => {
  const instant = parseInstant(record?.[key]);
  return instant && earliest(instant, receivedAt);
};
