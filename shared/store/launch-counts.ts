import * as z from "zod";
import { type Launch, rampDayAt } from "../engine/launch.ts";
import { type Instant, toEpoch } from "../events/instant.ts";
import { fromMaybe, revise } from "./item.ts";
import type { Table } from "./table.ts";

/** What went out on one day of a ramp. */
const RampCount = z.object({
  mails: z.number().int(),
  /** Those counted last, so that one that is tried again is not counted again. */
  recent: z.array(z.string()),
});

/** More mails than these are not on their way at once, as a rule; each takes a few bytes. */
const remembered = 200;

const keyOf = (store: string, launch: Launch, index: number): { pk: string; sk: string } => ({
  pk: `${store}/launch/${launch.at}`,
  sk: `DAY#${String(index).padStart(3, "0")}`,
});

const short = (message: string): string => message.slice(0, 10);

/** How many mails of the current day of a ramp are taken already, and whether these messages are among them. */
export type RampTaken = { readonly mails: number; readonly recent: readonly string[] };

/** What of today's volume is taken; undefined where no ramp is going on, which costs no read. */
export const readRampCount = async (
  table: Table,
  store: string,
  launch: Launch | undefined,
  now: Instant,
): Promise<RampTaken | undefined> => {
  const day = rampDayAt(launch, now);
  if (launch === undefined || day === undefined) return undefined;
  return fromMaybe(RampCount, await table.get(keyOf(store, launch, day.index))) ?? { mails: 0, recent: [] };
};

/** True when today's ramp has counted this message. */
export const isCounted = ({ recent }: RampTaken, message: string): boolean => recent.includes(short(message));

/**
 * Takes one mail of today's volume, once however often it is asked. False when none is left: the message has to wait. True
 * where no ramp is going on. Throws {@link ConflictError} when many take at once: try again.
 */
export const takeRampSlot = async (
  table: Table,
  store: string,
  launch: Launch | undefined,
  message: string,
  now: Instant,
): Promise<boolean> => {
  const day = rampDayAt(launch, now);
  if (launch === undefined || day === undefined) return true;
  const counted = await revise(
    table,
    RampCount,
    keyOf(store, launch, day.index),
    (count = { mails: 0, recent: [] }) =>
      isCounted(count, message) || count.mails >= day.volume
        ? undefined
        : { mails: count.mails + 1, recent: [...count.recent, short(message)].slice(-remembered) },
    { ttl: Math.floor(toEpoch(day.ends) / 1000) + 90 * 86_400 },
  );
  return counted !== undefined && isCounted(counted, message);
};
