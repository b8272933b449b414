import type { Instant } from "../events/instant.ts";
import type { Ports } from "../platform/all-ports.ts";
import { wakeOf } from "../platform/wakes.ts";
import { takeBackIfErased } from "../privacy/take-back.ts";
import type { Settings } from "../settings/settings.ts";
import { unlistComplaint } from "../store/complaints.ts";
import { putFact } from "../store/people.ts";
import { type Complaint, complaintAbout } from "./complaints.ts";
import type { Resolution } from "./facts.ts";
import { resolutionFact } from "./said-facts.ts";
import { readPerson } from "./read-person.ts";

/** Which complaint, and the run that waits for its end. */
export type ComplaintClaim = {
  readonly store: string;
  readonly person: string;
  readonly run: string;
  /** The id of the review. */
  readonly review: string;
};

export type Settled =
  /** There is none: erased, or taken back within half an hour. */
  | { readonly kind: "none" }
  | { readonly kind: "settled" }
  /** It had been before: by whom, and when, it says itself. */
  | { readonly kind: "closed"; readonly complaint: Complaint };

/**
 * Settles a complaint in the name of support and wakes its run, so that the customer is asked how it went. The first
 * word stands; a second one finds it closed, and wakes the run again, since the first may have died before that.
 */
export const settleComplaint = async (
  { table, wakes }: Pick<Ports, "table" | "wakes">,
  settings: Settings,
  { store, person, run, review }: ComplaintClaim,
  by: Resolution["by"],
  now: Instant,
): Promise<Settled> => {
  const read = await readPerson(table, store, person);
  const complaint = complaintAbout(read.person, settings, review);
  const closed = complaint !== undefined && complaint.closesAt <= now;
  if (complaint !== undefined && !closed) {
    const resolved = resolutionFact({ complaint: review, at: now, by });
    await putFact(table, store, read.person.id, resolved);
    await takeBackIfErased(table, store, read, resolved);
  }
  if (complaint !== undefined)
    await wakes.send(wakeOf({ store, person, id: run, correlationId: `settled-${run}` }, now));
  await unlistComplaint(table, store, review);
  if (complaint === undefined) return { kind: "none" };
  return closed ? { kind: "closed", complaint } : { kind: "settled" };
};
