import { days, Duration, type Instant, minus, parseInstant } from "../../shared/events/instant.ts";
import { UsageError } from "../errors.ts";

export type Said = { readonly from: string; readonly to?: string; readonly until?: string | true };
export type Span = { readonly from: Instant; readonly to: Instant; readonly until: Instant };

/** How long the archive keeps what it has (infra/stacks/data-stack.ts). */
const kept = days(30);

/** A moment, or how long ago. */
const momentOf = (option: string, said: string, now: Instant): Instant => {
  const moment = parseInstant(said);
  if (moment !== undefined) return moment;
  const ago = Duration.safeParse(said);
  if (ago.success) return minus(now, ago.data);
  throw new UsageError(
    `${option} is a moment with its offset, such as 2026-11-20T00:00:00Z, or how long ago, such as PT6H or P2D; it is ${said}.`,
  );
};

/** What `--from`, `--to` and `--until` mean at this moment. Throws a {@link UsageError} where they make no sense. */
export const readSpan = ({ from: saidFrom, to: saidTo, until: saidUntil }: Said, now: Instant): Span => {
  const from = momentOf("--from", saidFrom, now);
  const to = saidTo === undefined ? now : momentOf("--to", saidTo, now);
  const until = saidUntil === undefined ? to : saidUntil === true ? now : momentOf("--until", saidUntil, now);
  if (from >= to) throw new UsageError(`--from (${from}) must be before --to (${to}).`);
  if (to > now || until > now) throw new UsageError(`Nobody knows what comes after now, which is ${now}.`);
  if (until < to) throw new UsageError(`--until (${until}) must not be before --to (${to}).`);
  if (from < minus(now, kept))
    throw new UsageError(`The archive keeps 30 days: --from is ${minus(now, kept)} at the earliest.`);
  return { from, to, until };
};
