import type { Event, EventOf } from "../../../shared/events/catalogue.ts";
import type { ActOutcome, Moment, ProviderCall } from "../contract.ts";
import type { Check } from "./check.ts";
import { day, hour, minute, isOpen, zoneOf } from "./clock.ts";
import { erasureOf } from "./kept.ts";
import { epoch, groupBy, type History, newestOf, type Settings, type Told } from "./history.ts";
import { emailName, type Name, ownerIn, PeopleInTime, phoneName, type Unions } from "./people.ts";
import { type Complaint, complaintIn } from "./complaints.ts";
import { saidAbout, type Said } from "./statements.ts";

/** A message of a flow on its way to a provider, and what was known when it was decided on. */
export type Handover = {
  readonly call: ProviderCall;
  readonly record: NonNullable<ProviderCall["record"]>;
  readonly history: History;
  /** Whose message it is. */
  readonly person: Name;
  /** The person as known for sure when the decision began. */
  readonly people: Unions;
  /** What the run is about; undefined where the run was erased. */
  readonly subject: string | undefined;
  readonly settings: readonly Settings[];
  /** By the deciding machine's clock. */
  readonly now: Moment;
};

type Question = (handover: Handover) => string | undefined;

const isMarketing = ({ record }: Handover): boolean => record.kind === "marketing";

const addressName = ({ channel, to }: ProviderCall): Name => (channel === "email" ? emailName(to) : phoneName(to));

/** Every message of a flow that was handed to a provider for a customer, in order of time. */
const handoversIn = (history: History): readonly Omit<Handover, "people">[] => {
  const calls = history.evidence.calls
    .filter(({ store, channel, record }) => store === history.store && channel !== "support" && record !== undefined)
    .toSorted((a, b) => a.begunAt - b.begunAt);
  return calls.flatMap((call): Omit<Handover, "people">[] => {
    const { record } = call;
    const run = record && history.run(record.run);
    // Answers to texts belong to no run; what was erased can't be looked at any more.
    if (record === undefined || run === undefined) return [];
    return [
      {
        call,
        record,
        history,
        person: history.nameOf(run.person) ?? addressName(call),
        subject: run.subject,
        settings: history.settingsIn(call.begunAt, call.at),
        now: epoch(call.now),
      },
    ];
  });
};

const textOf = ({ call, record }: Pick<Handover, "call" | "record">): string =>
  `message ${call.message} (${record.flow}, ${record.step}) to ${call.to} at ${call.now}`;

/** Asks a question about every hand-over, in order of time, and tells every answer. */
const ofEach =
  (ask: (history: History) => Question): Check["look"] =>
  (history) => {
    const question = ask(history);
    const found: string[] = [];
    const people = new PeopleInTime(history.links);
    for (const handover of handoversIn(history)) {
      const answer = question({ ...handover, people: people.at(handover.call.begunAt) });
      if (answer !== undefined) found.push(`${textOf(handover)}: ${answer}`);
    }
    return found;
  };

const isKnown = ({ call }: Handover, at: Moment): boolean => at <= call.begunAt;
const mayBeKnown = ({ call }: Handover, at: Moment): boolean => at < call.at;

/** Whether something said by some name binds the person of a message for sure. */
const isTheirs = ({ people, person, call }: Handover, name: Name | undefined): boolean =>
  name !== undefined && (people.areOne(name, person) || people.areOne(name, addressName(call)));

const isErased = ({ history, person, call }: Handover): boolean =>
  history.erased.has(person) || history.erased.has(addressName(call));

/**
 * The bodies about one thing that were known for sure. What names nobody waits at its token, and is known with the first that
 * names somebody.
 */
const surelyKnown = <E extends Event>(handover: Handover, versions: readonly Told<E>[]): readonly Told<E>[] => {
  const known = versions.filter(({ appliedAt }) => isKnown(handover, appliedAt));
  return known.some(({ event }) => ownerIn(event) !== undefined) ? known : [];
};

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

type Placed = EventOf<"checkout.updated" | "order.updated" | "customer.updated">;

const placedEvents = (history: History): readonly Told<Placed>[] => [
  ...history.of("checkout.updated"),
  ...history.of("order.updated"),
  ...history.of("customer.updated"),
];

const namesIn = (event: Placed): readonly Name[] => {
  const { customer, contact } = event.who;
  const owner = ownerIn(event);
  return [
    ...(owner === undefined ? [] : [owner]),
    ...[customer?.email, contact?.email].flatMap((email) => (email === undefined ? [] : [emailName(email)])),
    ...[customer?.phone, contact?.phone].flatMap((phone) => (phone === undefined ? [] : [phoneName(phone)])),
  ];
};

/** Messages that are kept out of the night although they are no marketing (docs/flows.md: "by day"). */
const byDay: ReadonlySet<string> = new Set(["apology", "survey", "ask-by-text"]);

/**
 * Marketing goes out by day where its reader is, by the deciding machine's clock: the address decides, else the phone's
 * area, else the store (README, "Quiet hours"; FIELD, "Every flow"; 47 CFR 64.1200(c)(1) for texts).
 */
export const byDayOnly: Check = {
  name: "marketing-keeps-quiet-hours",
  look: ofEach((history) => {
    const homes = new Map<Name, { zone: string; since: Moment }[]>();
    const isGone = erasureOf(history);
    for (const { event, appliedAt } of placedEvents(history)) {
      const zone = event.data.place && zoneOf(event.data.place);
      if (zone === undefined) continue;
      // Where somebody lives who was erased is not known any more.
      const since = isGone(event) ? Infinity : appliedAt;
      for (const name of namesIn(event)) homes.set(name, [...(homes.get(name) ?? []), { zone, since }]);
    }
    return (handover) => {
      const { call, record, settings, now, person } = handover;
      const channel = call.channel === "text" ? "text" : "email";
      if (!isMarketing(handover) && !byDay.has(record.step)) return undefined;
      const places = [...(homes.get(person) ?? []), ...(homes.get(addressName(call)) ?? [])];
      const isPlaced = places.some(({ since }) => isKnown(handover, since));
      const zones = new Set([...places.map(({ zone }) => zone), ...(isPlaced ? [] : settings.map(({ zone }) => zone))]);
      const isDay = settings.some(({ quietHours }) =>
        [...zones].some((zone) => isOpen(now, zone, quietHours[channel])),
      );
      return isDay ? undefined : `it is night in ${[...zones].join(" and ")}`;
    };
  }),
};

const durationOf = (text: string): number => {
  const units: Readonly<Record<string, number>> = { D: day, H: hour, M: minute, S: 1_000 };
  return [...text.matchAll(/(\d+)([DHMS])/g)].reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (units[unit] ?? 0),
    0,
  );
};

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

const isFilled = ({ total, lines }: EventOf<"checkout.updated">["data"]): boolean =>
  Number(total) > 0 && lines.some(({ quantity }) => quantity > 0);

/** What ends the reminders of a checkout, as far as it was known for sure. */
const checkoutEnd = (history: History): Question => {
  const checkouts = groupBy(history.of("checkout.updated"), ({ event }) => event.data.token);
  const deleted = groupBy(history.of("checkout.deleted"), ({ event }) => event.data.token);
  const orders = history.of("order.updated");
  return (handover) => {
    const { subject = "", record } = handover;
    if (record.flow !== "abandoned-checkout") return undefined;
    const own = checkouts.get(subject) ?? [];
    const createdAt = own
      .map(({ event }) => event.data.createdAt)
      .sort()
      .at(-1);
    if (createdAt === undefined) return undefined;
    const order = orders.find(
      ({ event, appliedAt }) =>
        isKnown(handover, appliedAt) &&
        (event.data.checkoutToken === subject ||
          (event.data.createdAt >= createdAt && isTheirs(handover, ownerIn(event)))),
    );
    if (order !== undefined) return `order ${order.event.data.id} had been stored`;
    const completed = own.find(
      ({ event, appliedAt }) => event.data.completedAt !== undefined && isKnown(handover, appliedAt),
    );
    if (completed !== undefined && newestOf(own)?.event.data.completedAt !== undefined)
      return "the checkout was completed";
    const isKnownAtAll = surelyKnown(handover, own).length > 0;
    if (isKnownAtAll && (deleted.get(subject) ?? []).some(({ appliedAt }) => isKnown(handover, appliedAt)))
      return "the checkout was deleted";
    const newer = [...checkouts].find(
      ([token, versions]) =>
        token !== subject &&
        !deleted.has(token) &&
        versions.every(({ event }) => event.data.createdAt > createdAt) &&
        versions.some(({ event, appliedAt }) => isKnown(handover, appliedAt) && isTheirs(handover, ownerIn(event))) &&
        versions.every(({ event }) => isFilled(event.data)),
    );
    return newer && `a newer checkout ${newer[0]} had been stored`;
  };
};

/** What ends the second-purchase sequence, as far as it was known for sure. */
const firstOrderEnd = (history: History): Question => {
  const orders = groupBy(history.of("order.updated"), ({ event }) => event.data.id);
  const refunds = groupBy(history.of("refund.created"), ({ event }) => event.data.orderId);
  return (handover) => {
    const { subject = "", record } = handover;
    if (record.flow !== "second-purchase") return undefined;
    const own = orders.get(subject) ?? [];
    const first = newestOf(own);
    if (first === undefined) return undefined;
    const known = own.filter(({ appliedAt }) => isKnown(handover, appliedAt));
    if (known.length > 0 && known.some(({ event }) => event.data.cancelledAt !== undefined))
      return "the order was cancelled";
    const refund = (refunds.get(subject) ?? []).find(({ appliedAt }) => isKnown(handover, appliedAt));
    if (known.length > 0 && refund !== undefined) return "the order was refunded";
    const again = [...orders].find(
      ([id, versions]) =>
        id !== subject &&
        versions.every(
          ({ event }) =>
            event.data.cancelledAt === undefined &&
            event.data.createdAt > first.event.data.createdAt &&
            event.data.checkoutToken !== first.event.data.checkoutToken,
        ) &&
        versions.some(({ event, appliedAt }) => isKnown(handover, appliedAt) && isTheirs(handover, ownerIn(event))),
    );
    return again && `the second order ${again[0]} had been stored`;
  };
};

/**
 * An order ends the reminders from the moment it is stored, by whichever address and token it came; so do a completed or
 * deleted checkout, a newer one, a refund, a cancellation (README, "An order ends the reminders"; DESIGN, decision 5).
 */
export const notAfterExit: Check = {
  name: "nothing-after-the-exit",
  look: ofEach((history) => {
    const [checkout, firstOrder] = [checkoutEnd(history), firstOrderEnd(history)];
    return (handover) => {
      if (isErased(handover)) return undefined;
      return checkout(handover) ?? firstOrder(handover);
    };
  }),
};

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
