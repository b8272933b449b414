import type { Check } from "../check.ts";
import { durationOf, minute } from "../clock.ts";
import { type Handover, isErased, isMarketing, ofEach } from "../handovers.ts";

/** A slot taken when a message was claimed stands for a minute before the hand-over writes it anew. */
const slotSlack = minute;

/**
 * Marketing keeps its distance, and its number in any seven days, per person and channel: rolling, by the clocks of the
 * machines that decided (README; FIELD, "Every flow"; DESIGN, decisions 2 and 8).
 */
export const withinCap: Check = {
  name: "marketing-keeps-the-cap",
  look: ofEach((history) => {
    const went: Handover[] = [];
    return (handover) => {
      const { call, settings, now, people, person } = handover;
      if (!isMarketing(handover) || isErased(handover)) return undefined;
      const channel = call.channel === "text" ? "text" : "email";
      const others = went.filter(
        (other) =>
          other.call.channel === call.channel &&
          other.call.message !== call.message &&
          other.call.at < call.begunAt &&
          people.areOne(other.person, person) &&
          history.message(other.call.message)?.status !== "failed",
      );
      if (call.accepted) went.push(handover);
      const breaks = settings.map(({ caps }) => {
        const { apart, most, within } = caps[channel];
        const near = others.find((other) => now < other.now + durationOf(apart) - slotSlack);
        if (near !== undefined) return `less than ${apart} after message ${near.call.message} at ${near.call.now}`;
        const lately = others.filter((other) => other.now > now - durationOf(within) + slotSlack);
        return lately.length >= most ? `${lately.length} others within ${within}` : undefined;
      });
      return breaks.every((reason) => reason !== undefined) ? breaks[0] : undefined;
    };
  }),
};
