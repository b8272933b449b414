import { createHash } from "node:crypto";
import { earliest, type Instant } from "./instant.ts";

export type VersionParts = {
  /** When the source says the body was last changed. */
  readonly changedAt: Instant;
  /** The same as it was stated, where that is later than the receipt: tells bodies apart that are all clamped to it. */
  readonly statedAt?: Instant | undefined;
  /** When the source says it sent the event, in RFC 3339 with up to nine fractional digits; the receipt where it says nothing. */
  readonly triggeredAt: string;
  /** Orders topics that share an instant: a cancellation outranks an update, an update a creation. */
  readonly topicRank: number;
  readonly body: string;
  readonly receivedAt: Instant;
  /** The number that the source itself gives each body about the same thing, where it does: digits, at most 29. */
  readonly sequence?: string | undefined;
};

const nanoseconds = (rfc3339: string, receivedAt: Instant): string => {
  const fraction = /\.(\d+)/.exec(rfc3339)?.[1] ?? "";
  const moment = new Date(rfc3339.replace(/\.\d+/, ""));
  const seconds = Number.isNaN(moment.getTime()) ? receivedAt.slice(0, 19) : moment.toISOString().slice(0, 19);
  const text = `${seconds}.${fraction.slice(0, 9).padEnd(9, "0")}`;
  return text > receivedAt.slice(0, 23) ? receivedAt.slice(0, 23).padEnd(29, "0") : text;
};

/**
 * The version of a fact: a total order over all bodies that tell the same thing, as one string that sorts.
 * (source instant, triggered-at, stated instant, topic rank, content hash); an instant in the future is clamped to the
 * receipt, so that a source with a fast clock cannot lock a fact for ever, and counts in full only between such bodies.
 * Where the source numbers its bodies, its number decides alone, compared as an integer.
 */
export const versionOf = (parts: VersionParts): string => {
  const changed = earliest(parts.changedAt, parts.receivedAt);
  const triggered = nanoseconds(parts.triggeredAt, parts.receivedAt);
  const hash = createHash("sha256").update(parts.body).digest("hex").slice(0, 12);
  if (parts.sequence !== undefined) return `${parts.sequence.padStart(30, "0")}|${hash}`;
  const stated = parts.statedAt ?? changed;
  return `${changed}|${triggered}|${stated}|${String(parts.topicRank).padStart(2, "0")}|${hash}`;
};
