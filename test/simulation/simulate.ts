import type { Event } from "../../shared/events/catalogue.ts";
import { Instant, toEpoch } from "../../shared/events/instant.ts";
import type { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { Cloud, rootSecret } from "./cloud.ts";
import { drawConditions, type Trouble, troubles, without } from "./conditions.ts";
import type { Evidence } from "./contract/evidence.ts";
import type { Plan } from "./contract/plan.ts";
import type { Random } from "./contract/random.ts";
import type { FaultPlan, Port } from "./faults.ts";
import { readFinalState } from "./final-state.ts";
import type { createHandlers } from "./functions.ts";
import { mostCalls } from "./oracle/effort.ts";
import { Outside, type Story } from "./outside.ts";
import { parseFrozenOnce } from "./parse-once.ts";
import { mix, mixText, Stream } from "./random.ts";

/** When every simulation begins. */
export const startsAt = toEpoch(Instant.parse("2026-03-02T15:00:00.000Z"));

const hour = 3_600_000;
const day = 24 * hour;

export type SimulateOptions = {
  readonly seed: number;
  readonly plan: Plan;
  readonly templates: CompiledTemplates;
  readonly faultPlan?: FaultPlan;
  /** Which acts happen, and which kinds of trouble are switched off: how a history is shrunk. */
  readonly keeps?: (act: string) => boolean;
  readonly calm?: readonly Trouble[];
  /** False: nothing sweeps. What the sweep mends once an hour is not mended, and shows at the end. */
  readonly isSwept?: boolean;
  /** How long the world goes on after the last act, so that what is begun can end. */
  readonly horizonDays?: number;
  /** Other functions than those of the product, to measure what the rest costs. */
  readonly functions?: typeof createHandlers;
  /** Told the port of every call, in order. */
  readonly onCall?: (port: Port) => void;
};

export type Simulated = {
  readonly evidence: Evidence;
  readonly trace: string;
  readonly webhooks: number;
  readonly portCalls: number;
  readonly invocations: number;
};

/** Most histories go on for weeks after their last act, some for months: a wake each week of every run costs. */
const horizonOf = (random: Random): number => random.pick([4, 7, 7, 14, 28, 100]);

/** The trouble ends so long after the last act; dead letters are redriven then. */
const troubledFor = 6 * hour;

/**
 * Plays one history in virtual time: puts the settings, lets every act happen, breaks what the seed says, ends the
 * trouble, redrives what is dead, and goes on until nothing is under way. The same options give the same trace.
 */
export const simulate = async (options: SimulateOptions): Promise<Simulated> => {
  const {
    seed,
    plan,
    templates,
    faultPlan = { kind: "random" },
    keeps = () => true,
    calm = [],
    isSwept = true,
  } = options;
  parseFrozenOnce();
  const last = plan.acts.reduce((latest, { at }) => Math.max(latest, at), startsAt);
  const drawn = drawConditions(new Stream(mix(seed, 17)), startsAt, last);
  const conditions = without(drawn, calm);
  const cloud: Cloud = new Cloud({
    seed,
    startsAt: startsAt - hour,
    conditions,
    calm: without(drawn, troubles),
    faultPlan,
    templates,
    onCall: options.onCall,
    functions: options.functions,
    onAccepted: (call) => {
      const random = new Stream(mixText(seed, `${call.store}/${call.message}`));
      for (const act of plan.respond?.(call, random) ?? []) outside.plan({ ...act, at: Math.max(act.at, call.at) });
    },
    onPublished: (act, detail) => void outside.stories[act]?.details.push(detail),
    onPending: (act, change) => outside.pending(act, change),
  });
  const outside = new Outside(cloud, seed, keeps);
  const first = new Outside(cloud, seed, () => true);
  const { loop } = cloud;

  plan.settings.forEach((settings, index) =>
    first.plan({ id: `settings-${index}`, at: startsAt - hour, kind: "settings", settings }),
  );
  for (const act of plan.acts) outside.plan(act);

  let sweeps = 0;
  const sweep = (): void => {
    if (!isSwept) return;
    cloud.start("sweep", undefined, mix(mix(seed, 99), (sweeps += 1)), -1, () => undefined);
  };
  const sweepsUntil = last + troubledFor;
  const sweepHourly = (): void => {
    if (loop.now > sweepsUntil) return;
    sweep();
    loop.after(hour, sweepHourly);
  };
  loop.at(startsAt, sweepHourly);

  // What goes on without end is ended here, and seen by the oracle.
  const isEndless = (): boolean => cloud.counts.calls > 2 * mostCalls(plan.acts.length);
  await loop.run(last + troubledFor, isEndless);
  cloud.troubled = false;
  const horizon = last + (options.horizonDays ?? horizonOf(new Stream(mix(seed, 18)))) * day;
  for (let round = 0; loop.now < horizon && !isEndless(); round += 1) {
    if (round < 3) cloud.redrive();
    // Hour by hour, but for hours in which a sweep would find nothing.
    await loop.run(loop.now + (round < 48 ? hour : day), isEndless);
    if (loop.planned === 0 && round >= 3 && !cloud.isOverdue()) break;
    if (cloud.isOverdue()) sweep();
  }
  const stores = await readFinalState(cloud);
  const eventsOf = new Map<Story, readonly Event[]>();
  const keepEvents = (story: Story): readonly Event[] => {
    const events = story.details.map((detail): Event => JSON.parse(detail));
    eventsOf.set(story, events);
    return events;
  };
  const evidence: Evidence = {
    seed,
    startsAt,
    endedAt: loop.now,
    settings: plan.settings,
    acts: outside.stories
      .map((story) => ({
        act: story.act,
        tries: story.tries,
        acknowledgedAt: story.acknowledgedAt,
        appliedAt: story.appliedAt,
        get events() {
          return eventsOf.get(story) ?? keepEvents(story);
        },
      }))
      .sort((a, b) => a.act.at - b.act.at),
    calls: cloud.calls.all,
    faults: cloud.faults,
    parallels: cloud.parallels.found,
    portCalls: cloud.counts.calls,
    stores,
    deadLetters: cloud.deadLetters(),
    queued: cloud.queued(),
    items: () =>
      cloud.table
        .partitions()
        .flatMap((pk) => cloud.table.now.query(pk).map((item) => ({ pk, sk: item.sk, json: JSON.stringify(item) }))),
    blobs: () => cloud.blobs.all().map(([key, body]) => ({ key, text: Buffer.from(body).toString("utf8") })),
    personId: (store, kind, value) => createKeys(rootSecret, store).person(kind, value),
    addressHash: (store, channel, address) => createKeys(rootSecret, store).address(channel, address),
  };
  return {
    evidence,
    trace: cloud.trace.hash,
    webhooks: cloud.counts.webhooks,
    portCalls: cloud.counts.calls,
    invocations: cloud.counts.invocations,
  };
};
