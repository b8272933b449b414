import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { fromItem, fromMaybe, toItem } from "./item.ts";
import type { Table } from "./table.ts";

/** Where a complaint is to be found: the way from a review to the person and the run. No word of the review itself. */
export const OpenComplaint = z.object({
  store: z.string(),
  /** The id of the review. */
  review: z.string(),
  /** A profile of whoever wrote it. */
  person: z.string(),
  run: z.string(),
  rating: z.number().int(),
  openedAt: Instant,
  /** When it closes by itself. */
  until: Instant,
});
export type OpenComplaint = z.infer<typeof OpenComplaint>;

/** Kept a day beyond its end, since the table deletes no sooner than that anyway; whoever reads looks at `until`. */
const graceSeconds = 86_400;

const pk = (store: string): string => `${store}/complaints`;

/** Lists a complaint as open; doing it again changes nothing but what is known anew. */
export const listComplaint = async (table: Table, complaint: OpenComplaint): Promise<void> => {
  const ttl = Math.floor(new Date(complaint.until).getTime() / 1000) + graceSeconds;
  await table.put(toItem({ pk: pk(complaint.store), sk: complaint.review }, complaint, { ttl }));
};

/** Takes a complaint off the list, if it is on it. */
export const unlistComplaint = async (table: Table, store: string, review: string): Promise<void> => {
  await table.remove({ pk: pk(store), sk: review });
};

export const findComplaint = async (table: Table, store: string, review: string): Promise<OpenComplaint | undefined> =>
  fromMaybe(OpenComplaint, await table.get({ pk: pk(store), sk: review }));

/** Every complaint of a store that support may still settle at an instant, the oldest first. */
export const openComplaints = async (table: Table, store: string, at: Instant): Promise<readonly OpenComplaint[]> => {
  const items = (await table.query(pk(store))).map((item) => fromItem(OpenComplaint, item));
  return items
    .filter(({ until }) => until > at)
    .sort((a, b) => a.openedAt.localeCompare(b.openedAt) || a.review.localeCompare(b.review));
};
