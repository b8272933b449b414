import * as z from "zod";
import { days, type Instant, minus, toEpoch } from "../events/instant.ts";
import { fromItem, revise } from "./item.ts";
import type { Table } from "./table.ts";

/** What became of the mails a store sent on one day. */
const DayCount = z.object({
  mails: z.number().int(),
  /** Those counted last, so that one whose count was not noted is not counted again. */
  recent: z.array(z.string()),
  /** The messages complained about. */
  complaints: z.array(z.string()),
});
type DayCount = z.infer<typeof DayCount>;

/** More events than these do not come between a count and its repetition, as a rule; each takes a few bytes. */
const remembered = 40;
/** So many complaints of a day are told apart; by then marketing has long stopped. */
const mostComplaints = 500;

const none: DayCount = { mails: 0, recent: [], complaints: [] };

/** When a count began: with the store, or when its operator resumed marketing. */
const partition = (store: string, since: Instant | undefined): string => `${store}/complaint-rate/${since ?? "start"}`;

const keyOf = (store: string, since: Instant | undefined, sentAt: Instant): { pk: string; sk: string } => ({
  pk: partition(store, since),
  sk: `DAY#${sentAt.slice(0, 10)}`,
});

/** As much of an id as tells one of a day's messages from the others. */
const short = (message: string): string => message.slice(0, 10);

const ttlOf = (sentAt: Instant): number => Math.floor(toEpoch(sentAt) / 1000) + 60 * 86_400;

export type Counted = {
  readonly store: string;
  readonly since: Instant | undefined;
  readonly message: string;
  readonly sentAt: Instant;
};

/** Counts a mail that its provider took; once, however often it is told. */
export const countMail = async (table: Table, { store, since, message, sentAt }: Counted): Promise<void> => {
  await revise(
    table,
    DayCount,
    keyOf(store, since, sentAt),
    (day = none) =>
      day.recent.includes(short(message))
        ? undefined
        : { ...day, mails: day.mails + 1, recent: [...day.recent, short(message)].slice(-remembered) },
    { ttl: ttlOf(sentAt) },
  );
};

/** Counts a complaint about a mail; once, however often it is told. */
export const countComplaint = async (table: Table, { store, since, message, sentAt }: Counted): Promise<void> => {
  await revise(
    table,
    DayCount,
    keyOf(store, since, sentAt),
    (day = none) =>
      day.complaints.includes(message) || day.complaints.length >= mostComplaints
        ? undefined
        : { ...day, complaints: [...day.complaints, message] },
    { ttl: ttlOf(sentAt) },
  );
};

export type ComplaintCount = { readonly mails: number; readonly complaints: number };

/** The mails sent in the last so many days, and how many of them were complained about. */
export const readComplaintCount = async (
  table: Table,
  store: string,
  since: Instant | undefined,
  now: Instant,
  window: number,
): Promise<ComplaintCount> => {
  const from = `DAY#${minus(now, days(window - 1)).slice(0, 10)}`;
  const counted = (await table.query(partition(store, since), { from })).map((item) => fromItem(DayCount, item));
  return {
    mails: counted.reduce((sum, { mails }) => sum + mails, 0),
    complaints: counted.reduce((sum, { complaints }) => sum + complaints.length, 0),
  };
};
