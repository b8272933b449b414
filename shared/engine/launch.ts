import * as z from "zod";
import { days, elapsed, Instant, plus } from "../events/instant.ts";

const millisecondsPerDay = 86_400_000;

/** A store that does not send everything yet: only to a few, or only so much a day. */
export const Launch = z.discriminatedUnion("mode", [
  /** Everything is decided, nothing goes out, but to the addresses with these hashes. */
  z.object({ mode: z.literal("shadow"), at: Instant, allowed: z.array(z.string()) }),
  /** So many emails on the first day since `at`, so many on the second …; afterwards all of them. */
  z.object({ mode: z.literal("ramp"), at: Instant, volumes: z.array(z.number().int().positive()).min(1).max(60) }),
]);
export type Launch = z.infer<typeof Launch>;

/**
 * What a new domain begins with, emails a day: few, and twice as many each day. Mailbox providers judge a sender they do
 * not know by its first days (https://docs.aws.amazon.com/ses/latest/dg/dedicated-ip-warming.html).
 */
export const usualRamp: readonly number[] = [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600];

export type RampDay = { readonly index: number; readonly volume: number; readonly ends: Instant };

/** The day of the ramp that an instant lies in, counted in whole days since it began; undefined when it is over. */
export const rampDayAt = (launch: Launch | undefined, now: Instant): RampDay | undefined => {
  if (launch?.mode !== "ramp") return undefined;
  const index = Math.max(0, Math.floor(elapsed(launch.at, now) / millisecondsPerDay));
  const volume = launch.volumes[index];
  return volume === undefined ? undefined : { index, volume, ends: plus(launch.at, days(index + 1)) };
};
