import type { Instant } from "../../shared/events/instant.ts";
import { complaintAbout } from "../../shared/profile/complaints.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { settleComplaint } from "../../shared/profile/settle-complaint.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { findComplaint, type OpenComplaint, openComplaints } from "../../shared/store/complaints.ts";
import { listStores } from "../../shared/store/stores.ts";
import { UsageError } from "../errors.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

const complaintOf = async ({ table }: Stage, settings: Settings, { store, person, review }: OpenComplaint) =>
  complaintAbout((await readPerson(table, store, person)).person, settings, review);

/**
 * The complaints that support may still settle: of one store, or of all. What the list does not know of yet, a rating
 * that was raised or data that were erased, is asked of the person.
 */
export const listComplaints = async (stage: Stage, store: string | undefined): Promise<readonly OpenComplaint[]> => {
  const stores = store === undefined ? await listStores(stage.table) : [store];
  const found: OpenComplaint[] = [];
  for (const id of stores) {
    const settings = await knownStore(stage, id);
    for (const listed of await openComplaints(stage.table, id, stage.now())) {
      const complaint = await complaintOf(stage, settings, listed);
      if (complaint === undefined || complaint.closesAt <= stage.now()) continue;
      const { rating, openedAt, closesAt: until } = complaint;
      found.push({ ...listed, rating, openedAt, until });
    }
  }
  return found;
};

export type Resolved =
  | { readonly kind: "settled" | "would-settle" }
  | { readonly kind: "closed"; readonly by: string; readonly at: Instant };

/** Settles a complaint, as the link in the alert does. One that is closed already stays as it is. */
export const resolveComplaint = async (
  stage: Stage,
  store: string,
  review: string,
  dryRun: boolean,
): Promise<Resolved> => {
  const settings = await knownStore(stage, store);
  const listed = await findComplaint(stage.table, store, review);
  const complaint = listed && (await complaintOf(stage, settings, listed));
  if (listed === undefined || complaint === undefined)
    throw new UsageError(
      `No complaint about the review ${review} is open. \`npx comeback complaints list\` names those that are.`,
    );
  const closed = { kind: "closed", by: complaint.closedBy, at: complaint.closesAt } as const;
  if (dryRun) return complaint.closesAt <= stage.now() ? closed : { kind: "would-settle" };
  const claim = { store, person: listed.person, run: listed.run, review };
  const settled = await settleComplaint(stage, settings, claim, "command-line", stage.now());
  return settled.kind === "settled" ? { kind: "settled" } : closed;
};
