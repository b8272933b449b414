import type { Moment } from "../../contract/moment.ts";
import type { Check } from "../check.ts";
import { isKnown, ofEach } from "../handovers.ts";
import type { History } from "../history.ts";

type SesBody = {
  readonly detail: {
    readonly bounce?: {
      readonly bounceType: string;
      readonly bouncedRecipients: readonly { readonly emailAddress: string }[];
    };
    readonly complaint?: { readonly complainedRecipients: readonly { readonly emailAddress: string }[] };
  };
};

/** Every address that bounced for good, or complained, and since when that was known. */
export const finalReports = ({
  acts,
}: Pick<History, "acts">): readonly { readonly address: string; readonly since: Moment }[] =>
  acts.flatMap(({ act, appliedAt }) => {
    if (act.kind !== "provider-event" || appliedAt === undefined) return [];
    const { detail }: SesBody = JSON.parse(act.body);
    const bounced = detail.bounce?.bounceType === "Permanent" ? detail.bounce.bouncedRecipients : [];
    return [...bounced, ...(detail.complaint?.complainedRecipients ?? [])].map(({ emailAddress }) => ({
      address: emailAddress,
      since: appliedAt,
    }));
  });

/** Nothing of any kind goes to an address that bounced for good or complained (FIELD; docs/flows.md, gate `suppression`). */
export const notToSuppressed: Check = {
  name: "nothing-to-the-suppressed",
  look: ofEach((history) => {
    const since = new Map<string, Moment>();
    for (const report of finalReports(history))
      since.set(report.address, Math.min(report.since, since.get(report.address) ?? Infinity));
    return (handover) =>
      handover.call.channel === "email" && isKnown(handover, since.get(handover.call.to) ?? Infinity)
        ? "the address is suppressed"
        : undefined;
  }),
};
