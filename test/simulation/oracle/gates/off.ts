import type { ActOutcome } from "../../contract/evidence.ts";
import type { Check } from "../check.ts";
import { type Handover, ofEach } from "../handovers.ts";

const isPaused = (acts: readonly ActOutcome[]): ((handover: Handover) => boolean) => {
  const pauses = acts.flatMap(({ act, acknowledgedAt }) =>
    (act.kind === "pause" || act.kind === "resume") && acknowledgedAt !== undefined
      ? [{ at: acknowledgedAt, pauses: act.kind === "pause" }]
      : [],
  );
  return ({ call }) =>
    pauses.filter(({ at }) => at <= call.begunAt).at(-1)?.pauses === true &&
    pauses.every(({ at }) => at <= call.begunAt || at >= call.at);
};

/** Nothing goes out while the store is paused, of a flow that is off, through a channel that is off (docs/flows.md, "Gates"). */
export const notWhileOff: Check = {
  name: "nothing-while-off",
  look: ofEach(({ acts }) => {
    const pausedAt = isPaused(acts);
    return (handover) => {
      const { settings, record, call } = handover;
      if (pausedAt(handover)) return "the store is paused";
      const flows = settings.map(({ flows: of }) => of[record.flow]);
      if (flows.length > 0 && flows.every((flow) => flow?.enabled === false)) return "the flow is off";
      const channel = call.channel === "text" ? "text" : "email";
      return flows.length > 0 && flows.every((flow) => flow?.channels?.[channel] === false)
        ? "the channel is off"
        : undefined;
    };
  }),
};
