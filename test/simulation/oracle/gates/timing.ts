import type { Check } from "../check.ts";
import { durationOf, hour } from "../clock.ts";
import { mayBeKnown, ofEach, surelyKnown } from "../handovers.ts";
import { epoch, groupBy, type History, newestOf } from "../history.ts";

type Timing = { readonly after: number; readonly dies: number };

/** As docs/flows.md has it; a store may have changed the delays. */
const delays: Readonly<Record<string, Timing>> = {
  "text-1": { after: hour, dies: 47 * hour },
  "reminder-1": { after: 4 * hour, dies: 24 * hour },
  "reminder-2": { after: 24 * hour, dies: 24 * hour },
  "reminder-3": { after: 48 * hour, dies: 24 * hour },
};

const worthMore = 200;

/** Every delay that a run of this history may have been opened with. */
const delaysOf = (history: History, step: string, total: number): readonly number[] => {
  const own = delays[step]?.after;
  const set = history.settingsIn(-Infinity, Infinity).flatMap(({ flows }) => {
    const after = flows["abandoned-checkout"]?.steps[step]?.after;
    return typeof after === "string" ? [durationOf(after)] : [];
  });
  return [...(own === undefined ? [] : [step === "reminder-1" && total >= worthMore ? hour : own]), ...set];
};

/**
 * A reminder goes neither before it is due nor past its deadline, both reckoned from the latest activity of its checkout by
 * the source's clock (FIELD, "Abandoned checkout"; DESIGN, decisions 5 and 7).
 */
export const inTime: Check = {
  name: "due-and-not-past-its-deadline",
  look: ofEach((history) => {
    const checkouts = groupBy(history.of("checkout.updated"), ({ event }) => event.data.token);
    return (handover) => {
      const { subject = "", record, now } = handover;
      const timing = delays[record.step];
      if (record.flow !== "abandoned-checkout" || timing === undefined) return undefined;
      const versions = checkouts.get(subject) ?? [];
      const known = newestOf(surelyKnown(handover, versions));
      const possible = versions.filter(
        ({ triedAt, event }) => mayBeKnown(handover, triedAt) && event.version >= (known?.event.version ?? ""),
      );
      const moments = possible.flatMap(({ event }) =>
        delaysOf(history, record.step, Number(event.data.total)).map((after) => epoch(event.occurredAt) + after),
      );
      if (moments.length === 0) return undefined;
      if (now < Math.min(...moments)) return `not due before ${new Date(Math.min(...moments)).toISOString()}`;
      const dies = Math.max(...moments) + timing.dies;
      return now > dies ? `past its deadline of ${new Date(dies).toISOString()}` : undefined;
    };
  }),
};
