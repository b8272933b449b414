import type { Check } from "../check.ts";
import { type Complaint, complaintIn } from "../complaints.ts";
import { isErased, isKnown, isMarketing, isTheirs, mayBeKnown, ofEach } from "../handovers.ts";
import { groupBy } from "../history.ts";
import { ownerIn } from "../people.ts";

/**
 * No promotion while a complaint is open, nor for seven days after it is settled (FIELD, "Negative-review recovery";
 * docs/architecture.md, "Complaints"). Strict for as long as it is open at the least.
 */
export const notDuringHold: Check = {
  name: "no-marketing-during-a-hold",
  look: ofEach((history) => {
    const reviews = groupBy(history.of("review.updated"), ({ event }) => event.data.id);
    const settledBySupport = new Set(
      history.acts.flatMap(({ act }) => {
        const message =
          act.kind === "visit" && act.does === "settle-complaint" ? history.message(act.message ?? "") : undefined;
        return message === undefined ? [] : [history.run(message.run)?.subject];
      }),
    );
    return (handover) => {
      if (!isMarketing(handover) || isErased(handover)) return undefined;
      for (const [id, told] of reviews) {
        const known = told.filter(({ appliedAt }) => isKnown(handover, appliedAt));
        const isInFlux = told.some(
          ({ triedAt, appliedAt }) => mayBeKnown(handover, triedAt) && !isKnown(handover, appliedAt),
        );
        if (isInFlux || settledBySupport.has(id) || !known.some(({ event }) => isTheirs(handover, ownerIn(event))))
          continue;
        const complaint: Complaint | undefined = complaintIn(known.map(({ event }) => event));
        if (complaint !== undefined && complaint.openedAt <= handover.now && handover.now < complaint.heldAtLeastUntil)
          return `the complaint of review ${id} is open`;
      }
      return undefined;
    };
  }),
};
