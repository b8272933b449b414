import { elapsed } from "../events/instant.ts";
import type { Click } from "../profile/facts.ts";

/** Nobody reads a mail and follows two of its links so soon after it went out; what checks mails for their receivers does. */
const tooSoonMilliseconds = 30_000;

const isEarly = ({ sentAt, at }: Click): boolean => elapsed(sentAt, at) <= tooSoonMilliseconds;

/**
 * The clicks of people, as far as can be told, oldest first. Besides those that were known for a program's when they came,
 * all that followed several links of one message within seconds of its sending are left out, whichever came first.
 */
export const humanClicks = (clicks: readonly Click[]): readonly Click[] => {
  const soon = new Map<string, Set<string>>();
  for (const click of clicks.filter(isEarly))
    soon.set(click.message, (soon.get(click.message) ?? new Set()).add(click.link));
  return clicks
    .filter((click) => click.by === "human" && !(isEarly(click) && (soon.get(click.message)?.size ?? 0) > 1))
    .sort((a, b) => a.at.localeCompare(b.at) || a.message.localeCompare(b.message));
};
