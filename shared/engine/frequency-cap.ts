import { type Duration, type Instant, latest, plus } from "../events/instant.ts";
import type { Channel } from "../events/parts.ts";
import type { Send } from "./run.ts";

export type Cap = { readonly apart: Duration; readonly most: number; readonly within: Duration };

/**
 * The earliest instant, not before `at`, at which one more message keeps within the cap: `apart` since the latest one,
 * and no more than `most` in any `within`. Rolling: a calendar day would let 23:00 and 00:30 both pass. The message's
 * own entry never counts against it.
 */
export const nextWithinCap = (
  at: Instant,
  sends: readonly Send[],
  channel: Channel,
  cap: Cap,
  own: string,
): Instant => {
  const newestFirst = sends
    .filter((send) => send.channel === channel && send.message !== own)
    .map((send) => send.at)
    .sort()
    .reverse();
  const [newest] = newestFirst;
  const nth = newestFirst[cap.most - 1];
  return latest(
    at,
    ...(newest === undefined ? [] : [plus(newest, cap.apart)]),
    ...(nth === undefined ? [] : [plus(nth, cap.within)]),
  );
};
