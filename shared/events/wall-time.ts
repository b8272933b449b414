import { Temporal } from "temporal-polyfill";

/** From one change of a zone's clocks to the next they stand still against UTC. In milliseconds. */
type Span = { readonly from: number; readonly until: number; readonly offset: number };

const day = 86_400_000;
const bucketSize = 32 * day;
/** No clocks have ever been changed by more than the 24 hours that Samoa left out in 2011. */
const margin = day + 3_600_000;

/** By zone and bucket of days. What is known of a zone never changes, so it is kept for the life of the process. */
const known = new Map<string, Map<number, Span[]>>();

const readSpan = (moment: number, zone: string): Span => {
  const here = Temporal.Instant.fromEpochMilliseconds(moment + 1).toZonedDateTimeISO(zone);
  return {
    from: here.getTimeZoneTransition("previous")?.epochMilliseconds ?? -Infinity,
    until: here.getTimeZoneTransition("next")?.epochMilliseconds ?? Infinity,
    offset: here.offsetNanoseconds / 1_000_000,
  };
};

const spanAt = (moment: number, zone: string): Span => {
  const buckets = known.get(zone) ?? new Map<number, Span[]>();
  known.set(zone, buckets);
  const bucket = Math.floor(moment / bucketSize);
  const spans = buckets.get(bucket) ?? [];
  const found = spans.find(({ from, until }) => from <= moment && moment < until);
  if (found !== undefined) return found;
  const read = readSpan(moment, zone);
  buckets.set(bucket, [...spans, read]);
  return read;
};

/** What a zone's clocks show at a moment, as the milliseconds at which UTC's would show it. */
export const wallTime = (moment: number, zone: string): number => moment + spanAt(moment, zone).offset;

/**
 * The moment at which a zone's clocks show a time; undefined within a day or so of a change of the clocks, where a time can
 * be skipped or come twice and Temporal has to say. Ten times cheaper than Temporal: a ledger asks thousands of times.
 */
export const momentOf = (wall: number, zone: string): number | undefined => {
  const { from, until, offset } = spanAt(wall, zone);
  const moment = wall - offset;
  return moment - margin >= from && moment + margin < until ? moment : undefined;
};
