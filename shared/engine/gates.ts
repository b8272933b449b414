import { type Duration, type Instant, elapsed, hours, minutes, plus, toMilliseconds } from "../events/instant.ts";
import type { Place } from "../events/parts.ts";
import { staffMatcher } from "../profile/identity.ts";
import { openComplaint } from "../profile/complaints.ts";
import { subscribedProducts } from "../profile/subscribed.ts";
import { zonesOf } from "../profile/zone/zones-of.ts";
import type { Settings } from "../settings/settings.ts";
import { isCounted } from "../store/launch-counts.ts";
import type { GateName, GateResult } from "./decision.ts";
import type { BoundFlow, BoundStep, Flow } from "./flow.ts";
import type { Facts } from "./facts.ts";
import { nextWithinCap } from "./frequency-cap.ts";
import { nextAllowedDay, nextOpen } from "./quiet-hours.ts";
import { rampDayAt } from "./launch.ts";
import type { Recipient } from "./recipient.ts";
import type { Run } from "./run.ts";
import { inheritedStep, reentryHeld } from "./reentry.ts";

/** All a gate may look at. */
export type GateContext = {
  readonly flow: Flow;
  readonly bound: BoundFlow;
  readonly step: BoundStep;
  readonly run: Run;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly now: Instant;
  readonly due: Instant;
  readonly deadline: Instant;
  readonly recipient: Recipient | undefined;
  readonly zones: readonly string[];
  /** The id this message has or would have: its own entry never counts against the cap. */
  readonly message: string;
  /** The rival that has to go first, and when it can. */
  readonly rival: { readonly run: string; readonly flow: string; readonly next: Instant } | undefined;
};

/** What a gate that does not pass asks for. */
export type Verdict =
  | { readonly kind: "exit"; readonly reason: string }
  | { readonly kind: "skip"; readonly reason: string }
  /** The earliest instant, not before the one given, at which it passes; undefined while nobody can tell. */
  | {
      readonly kind: "wait";
      readonly reason: string;
      readonly next: (at: Instant) => Instant | undefined;
      /** How soon to ask again while nobody can tell. */
      readonly recheck: Duration;
      /** It may end before `next` says, so no message is given up for it before its own deadline. */
      readonly mayEndSooner?: boolean;
    };

type Answer = { readonly inputs: GateResult["inputs"]; readonly verdict?: Verdict | undefined };
type Gate = (context: GateContext) => Answer;

const exit = (reason: string): Verdict => ({ kind: "exit", reason });
const skip = (reason: string): Verdict => ({ kind: "skip", reason });
const wait = (reason: string, next: (at: Instant) => Instant | undefined, recheck: Duration = hours(1)): Verdict => ({
  kind: "wait",
  reason,
  next,
  recheck,
});

/** What is no marketing passes the gates that guard against too much advertising. */
const forMarketing =
  (gate: Gate): Gate =>
  (context) =>
    context.step.kind === "marketing" ? gate(context) : { inputs: { kind: context.step.kind } };

/** All that the end of a run depends on, whatever step is next. */
type Ending = Pick<GateContext, "flow" | "bound" | "facts" | "settings" | "now">;

/**
 * Nobody can tell when a pause ends: asked again after a quarter of the time it has lasted, so that a short one costs
 * little time and a long one few wakes.
 */
const whilePaused = (reason: string, since: Instant, now: Instant): Verdict => {
  const quarter = Math.floor(elapsed(since, now) / toMilliseconds(minutes(4)));
  return wait(reason, () => undefined, minutes(Math.min(Math.max(quarter, 15), 180)));
};

const stopped = ({ facts, now }: Pick<Ending, "facts" | "now">): Answer => {
  const inputs = {
    uninstalledAt: facts.store.uninstalledAt ?? null,
    storePaused: facts.store.paused?.reason ?? null,
    everythingPaused: facts.everything.paused?.reason ?? null,
    marketingPaused: facts.store.marketingPaused?.reason ?? null,
  };
  if (facts.store.uninstalledAt !== undefined) return { inputs, verdict: exit("store-uninstalled") };
  const paused = facts.store.paused ?? facts.everything.paused;
  return { inputs, verdict: paused && whilePaused("paused", paused.at, now) };
};

/** Too many complaints stop a store's advertising alone. */
const stoppedFor: Gate = ({ facts, step, now }) => {
  const { inputs, verdict } = stopped({ facts, now });
  const held = step.kind === "marketing" ? facts.store.marketingPaused : undefined;
  return { inputs, verdict: verdict ?? (held && whilePaused("marketing-paused", held.at, now)) };
};

const exits = ({ flow, bound, settings }: Pick<Ending, "flow" | "bound" | "settings">): Answer => {
  const enabled = settings.flows[flow.id]?.enabled ?? true;
  const reason = enabled ? bound.exit() : "flow-off";
  return {
    inputs: { exits: ["flow-off", ...flow.exits].join(" "), holds: reason ?? null },
    verdict: reason === undefined ? undefined : exit(reason),
  };
};

const age = ({ flow, bound, now }: Pick<Ending, "flow" | "bound" | "now">): Answer => {
  const { createdAt } = bound.subject;
  const old = elapsed(createdAt, now) > toMilliseconds(flow.maxAge);
  return { inputs: { createdAt, maxAge: flow.maxAge }, verdict: old ? exit("too-old") : undefined };
};

/** Held-out people get nothing; of a flow that tells support something, support is told all the same. */
const holdout: Gate = ({ flow, run, step }) => {
  const inputs = { heldOut: run.heldOut };
  if (!run.heldOut || step.kind === "internal") return { inputs };
  const tellsSupport = flow.steps.some(({ channel }) => channel === "support");
  return { inputs, verdict: tellsSupport ? skip("holdout") : exit("holdout") };
};

const consent: Gate = ({ recipient, step }) => {
  if (step.kind === "internal") return { inputs: { kind: step.kind } };
  if (recipient === undefined) return { inputs: { address: false }, verdict: skip("no-address") };
  const inputs = {
    address: recipient.hash,
    kind: step.kind,
    purpose: step.purpose,
    why: recipient.consent.why,
    source: recipient.consent.statement?.source ?? null,
    at: recipient.consent.statement?.at ?? null,
  };
  const { granted, why } = recipient.consent;
  const passes = step.kind === "transactional" ? !recipient.refused : granted;
  return { inputs, verdict: passes ? undefined : skip(why === "unconfirmed" ? why : "no-consent") };
};

const suppression: Gate = ({ recipient }) => ({
  inputs: { suppressed: recipient?.suppressed ?? null },
  verdict: recipient?.suppressed === undefined ? undefined : skip("suppressed"),
});

const complaintHold: Gate = forMarketing(({ facts, settings, now }) => {
  const complaint = openComplaint(facts.person, settings, now);
  if (complaint === undefined) return { inputs: { open: false } };
  const { id, since, until } = complaint;
  return {
    inputs: { open: true, complaint: id, since, until: until ?? null },
    verdict: wait("complaint-hold", (at) => (until === undefined ? undefined : until > at ? until : at), hours(6)),
  };
});

/** True when a message advertises products, and its reader gets every one of them by subscription already. */
const isSubscribed = ({ facts, step }: GateContext): boolean => {
  const promoted = step.promotes();
  const subscribed = promoted.length === 0 ? new Set<string>() : subscribedProducts(facts.person);
  return promoted.length > 0 && promoted.every((product) => subscribed.has(product));
};

/** The first of the person's tags that is among these; storefronts do not mind how a tag is capitalised. */
const tagAmong = ({ person }: Facts, tags: readonly string[]): string | undefined => {
  const plain = (tag: string): string => tag.trim().toLowerCase();
  const listed = new Set(tags.map(plain));
  return person.tags?.find((own) => listed.has(plain(own)));
};

const isChannelOff = ({ settings, flow, step }: GateContext): boolean =>
  step.channel !== "support" && settings.flows[flow.id]?.channels?.[step.channel] === false;

/** By the address it goes to, or by any that the shop has of this customer: its staff's own phones are not all listed. */
const isOfStaff = ({ facts: { person }, bound, recipient }: GateContext, staff: readonly string[]): boolean => {
  const { customer } = bound.subject.who;
  const own = [recipient?.address, person.customer?.email, person.customer?.phone, customer?.email, customer?.phone];
  const isListed = staffMatcher(staff);
  return own.some((address) => address !== undefined && isListed(address));
};

const exclusions: Gate = (context) => {
  const { facts, settings, bound, step } = context;
  const { tags, wholesale, countries, staff } = settings.exclusions;
  const tag = tagAmong(facts, tags);
  const isWholesale = tagAmong(facts, wholesale) !== undefined || facts.person.orders.at(-1)?.business === true;
  const country = bound.subject.place?.country ?? facts.person.customer?.place?.country;
  const isStaff = isOfStaff(context, staff);
  const { customerDeleted } = facts.person;
  const exclusion = [
    customerDeleted && "customer-deleted",
    tag !== undefined && "excluded-tag",
    isWholesale && "wholesale",
    country !== undefined && countries.includes(country) && "excluded-country",
    isStaff && "staff",
    isSubscribed(context) && "already-subscribed",
  ].find((reason) => reason !== false);
  const excluded = step.kind === "marketing" ? exclusion : undefined;
  const off = isChannelOff(context) ? "channel-off" : undefined;
  const reason = off ?? excluded ?? inheritedStep(context) ?? reentryHeld(context) ?? step.guard();
  return {
    inputs: {
      customerDeleted,
      tag: tag ?? null,
      wholesale: isWholesale,
      country: country ?? null,
      staff: isStaff,
      reason: reason ?? null,
    },
    verdict: reason === undefined ? undefined : skip(reason),
  };
};

const arbiter: Gate = forMarketing(({ rival }) => ({
  inputs: { rival: rival?.run ?? null, flow: rival?.flow ?? null, next: rival?.next ?? null },
  verdict: rival && {
    // The rival may fall away: its customer orders, its cart is emptied.
    mayEndSooner: true,
    ...wait("arbiter", (at) => (at > rival.next ? at : plus(rival.next, minutes(5)))),
  },
}));

/** When it is day for the reader; of marketing also, when a pause they asked for in the preference centre is over. */
const quietHours: Gate = ({ step, settings, zones, facts, now }) => {
  if (step.channel === "support" || (step.kind !== "marketing" && !step.waking)) return { inputs: { kind: step.kind } };
  const window = settings.quietHours[step.channel];
  const blackoutDates = step.kind === "marketing" ? settings.exclusions.blackoutDates : [];
  const pausedUntil = step.kind === "marketing" ? facts.person.preferences?.pausedUntil : undefined;
  const afterPause = (at: Instant): Instant => (pausedUntil !== undefined && pausedUntil > at ? pausedUntil : at);
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

const frequencyCap: Gate = forMarketing(({ step, settings, facts, now, message }) => {
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

const deadline: Gate = ({ now, due, deadline: dies }) => ({
  inputs: { due, deadline: dies },
  verdict: now > dies ? skip("past-deadline") : undefined,
});

/**
 * A store that is being tried out sends to those it has named and nobody else; a domain that nobody knows yet sends only so
 * many mails a day. Asked last, so that a decision in shadow mode tells what would have gone out. What is no marketing does
 * not wait for another day.
 */
const launch: Gate = ({ facts, recipient, step, now, message }) => {
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
    verdict: full ? wait("ramp", (at) => (at > day.ends ? at : day.ends)) : undefined,
  };
};

const gates: Readonly<Record<GateName, Gate>> = {
  stopped: stoppedFor,
  exit: exits,
  age,
  holdout,
  consent,
  suppression,
  "complaint-hold": complaintHold,
  exclusions,
  arbiter,
  "quiet-hours": quietHours,
  "frequency-cap": frequencyCap,
  deadline,
  launch,
};

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
    ...(place?.country === undefined ? {} : { country: place.country }),
    ...(place?.province === undefined ? {} : { province: place.province }),
    ...(place?.zip === undefined ? {} : { zip: place.zip }),
    ...(phone === undefined ? {} : { phone }),
    storeZone,
  });
};

export type Asked = { readonly result: GateResult; readonly verdict: Verdict | undefined };

/**
 * The gates that may end a run, asked while nothing of it is due and something has no date yet: what they said, and the
 * reason to end it where there is one.
 */
export const askEnding = (context: Ending): { readonly gates: GateResult[]; readonly reason: string | undefined } => {
  const answers = [
    { gate: "stopped" as const, ...stopped(context) },
    { gate: "exit" as const, ...exits(context) },
    { gate: "age" as const, ...age(context) },
  ];
  return {
    gates: answers.map(({ gate, inputs, verdict }) => ({ gate, pass: verdict === undefined, inputs })),
    reason: answers.map(({ verdict }) => verdict).find((verdict) => verdict?.kind === "exit")?.reason,
  };
};

/** Asks one gate. */
export const askGate = (gate: GateName, context: GateContext): Asked => {
  const { inputs, verdict } = gates[gate](context);
  return { result: { gate, pass: verdict === undefined, inputs }, verdict };
};
