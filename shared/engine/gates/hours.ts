import { type Instant, latest } from "../../events/instant.ts";
import type { Place } from "../../events/parts.ts";
import { zonesOf } from "../../profile/zone/zones-of.ts";
import type { Facts } from "../facts.ts";
import type { BoundFlow, BoundStep } from "../flow.ts";
import { nextAllowedDay, nextOpen } from "../quiet-hours.ts";
import type { Recipient } from "../recipient.ts";
import { type Gate, skip, wait } from "./gate.ts";

/** When it is day for the reader; of marketing also, when a pause they asked for in the preference centre is over. */
export const quietHours: Gate = ({ step, settings, zones, facts, now }) => {
  if (step.channel === "support" || (step.kind !== "marketing" && !step.waking)) return { inputs: { kind: step.kind } };
  const window = settings.quietHours[step.channel];
  const blackoutDates = step.kind === "marketing" ? settings.exclusions.blackoutDates : [];
  const pausedUntil = step.kind === "marketing" ? facts.person.preferences?.pausedUntil : undefined;
  const afterPause = (at: Instant): Instant => latest(at, pausedUntil ?? at);
  const next = (at: Instant): Instant | undefined =>
    nextOpen(nextAllowedDay(afterPause(at), zones, blackoutDates), zones, window);
  const open = next(now);
  return {
    inputs: {
      zones: zones.join(" "),
      window: `${window.from}-${window.to}`,
      pausedUntil: pausedUntil ?? null,
      opens: open ?? null,
    },
    verdict: open === now ? undefined : wait(afterPause(now) > now ? "paused-by-reader" : "quiet-hours", next),
  };
};

export const deadline: Gate = ({ now, due, deadline: dies }) => ({
  inputs: { due, deadline: dies },
  verdict: now > dies ? skip("past-deadline") : undefined,
});

/** The address the person used last, whatever for. */
const latestPlace = ({ orders, checkouts }: Facts["person"]): Place | undefined => {
  const told = [...orders, ...checkouts].filter(({ place }) => place !== undefined);
  return told.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1)?.place;
};

/** Where the reader of this message may be, so when it is day for them. */
export const zonesFor = (
  facts: Facts,
  bound: BoundFlow,
  recipient: Recipient | undefined,
  channel: BoundStep["channel"],
  storeZone: string,
): readonly string[] => {
  const place = bound.subject.place ?? facts.person.customer?.place ?? latestPlace(facts.person);
  const phone = channel === "text" ? recipient?.address : facts.person.phones[0];
  return zonesOf({
    country: place?.country,
    province: place?.province,
    zip: place?.zip,
    phone,
    storeZone,
  });
};
