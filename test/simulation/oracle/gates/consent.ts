import type { Check } from "../check.ts";
import { type Handover, isKnown, isMarketing, isTheirs, mayBeKnown, ofEach, surelyKnown } from "../handovers.ts";
import { groupBy, newestOf } from "../history.ts";
import { saidAbout, type Said } from "../statements.ts";

/** A tick counts only as long as its checkout still shows it; undefined for what is no tick of a checkout. */
const checkoutOfTick = ({ source }: Said): string | undefined =>
  source.startsWith("checkout:") ? source.slice("checkout:".length) : undefined;

/**
 * No marketing without consent at that instant: of what was known for sure about the address the latest word until then
 * was a yes, a tie is a no, a tick counts as long as its checkout shows it, a yes to texts names carts (README, "Consent";
 * DESIGN, decision 1; FIELD, "Consent and deliverability"). What may or may not have been known counts for the message.
 */
export const consented: Check = {
  name: "marketing-has-consent",
  look: ofEach((history) => {
    const about = groupBy(saidAbout(history), ({ channel, address }) => `${channel} ${address}`);
    const checkouts = groupBy(history.of("checkout.updated"), ({ event }) => event.data.token);
    const stillTicked = (handover: Handover, token: string): boolean => {
      const versions = checkouts.get(token) ?? [];
      const known = newestOf(surelyKnown(handover, versions));
      const channel = handover.call.channel === "email" ? "email" : "text";
      return versions
        .filter(({ triedAt, event }) => mayBeKnown(handover, triedAt) && event.version >= (known?.event.version ?? ""))
        .some(({ event }) => event.data.ticked[channel]);
    };
    return (handover) => {
      const { call, now, record, settings } = handover;
      if (!isMarketing(handover)) return undefined;
      if (
        record.flow === "abandoned-checkout" &&
        call.channel === "text" &&
        settings.every(({ text }) => !text.consentNamesCarts)
      )
        return "the wording of the store's consent to texts does not name carts";
      const said = about.get(`${call.channel} ${call.to}`) ?? [];
      const yes = said.filter(
        (one) =>
          one.state === "granted" &&
          mayBeKnown(handover, one.triedAt) &&
          one.at <= now &&
          (checkoutOfTick(one) === undefined || stillTicked(handover, checkoutOfTick(one) ?? "")),
      );
      const no = said.filter(
        (one) =>
          one.state === "revoked" &&
          isKnown(handover, one.appliedAt) &&
          one.at <= now &&
          (one.by === undefined || isTheirs(handover, one.by)),
      );
      if (yes.length === 0) return "nobody has said yes";
      const latestNo = no.toSorted((a, b) => b.at - a.at)[0];
      if (latestNo === undefined || yes.some(({ at }) => at > latestNo.at)) return undefined;
      return `a no of ${new Date(latestNo.at).toISOString()} by ${latestNo.source}, known since ${new Date(latestNo.appliedAt).toISOString()}, stands`;
    };
  }),
};
