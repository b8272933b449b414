import { type Instant, latest, minutes, plus } from "../../events/instant.ts";
import { isCounted } from "../../store/launch-counts.ts";
import { nextWithinCap } from "../frequency-cap.ts";
import { rampDayAt } from "../launch.ts";
import { type Gate, forMarketing, skip, wait } from "./gate.ts";

export const arbiter: Gate = forMarketing(({ rival }) => ({
  inputs: { rival: rival?.run ?? null, flow: rival?.flow ?? null, next: rival?.next ?? null },
  verdict: rival && {
    // The rival may fall away: its customer orders, its cart is emptied.
    mayEndSooner: true,
    ...wait("arbiter", (at) => latest(at, plus(rival.next, minutes(5)))),
  },
}));

export const frequencyCap: Gate = forMarketing(({ step, settings, facts, now, message }) => {
  const { channel } = step;
  if (channel === "support") return { inputs: { kind: step.kind } };
  const cap = settings.caps[channel];
  const next = (at: Instant): Instant => nextWithinCap(at, facts.person.sends, channel, cap, message);
  const free = next(now);
  return {
    inputs: {
      sends: facts.person.sends.filter((send) => send.channel === step.channel && send.message !== message).length,
      cap: `${cap.apart} apart, ${cap.most} in ${cap.within}`,
      frees: free,
    },
    verdict: free === now ? undefined : wait("frequency-cap", next),
  };
});

/**
 * A store that is being tried out sends to those it has named and nobody else; a domain that nobody knows yet sends only so
 * many mails a day. Asked last, so that a decision in shadow mode tells what would have gone out. What is no marketing does
 * not wait for another day.
 */
export const launch: Gate = ({ facts, recipient, step, now, message }) => {
  const { launch: launching } = facts.store;
  if (launching?.mode === "shadow") {
    const allowed = recipient !== undefined && launching.allowed.includes(recipient.hash);
    return { inputs: { mode: "shadow", allowed }, verdict: allowed ? undefined : skip("shadow") };
  }
  const day = step.channel === "email" ? rampDayAt(launching, now) : undefined;
  if (day === undefined) return { inputs: { mode: "live" } };
  const { ramp: taken = { mails: 0, recent: [] } } = facts;
  const full = step.kind === "marketing" && taken.mails >= day.volume && !isCounted(taken, message);
  return {
    inputs: { mode: "ramp", day: day.index + 1, volume: day.volume, sent: taken.mails },
    verdict: full ? wait("ramp", (at) => latest(at, day.ends)) : undefined,
  };
};
