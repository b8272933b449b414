import type * as z from "zod";
import { decisionOf } from "../../shared/engine/evaluate.ts";
import { enrolmentOf, type Flow } from "../../shared/engine/flow.ts";
import { enrol, hasten } from "../../shared/engine/enrol.ts";
import { keptElsewhere, type Run } from "../../shared/engine/run.ts";
import { BusMessage, type Event } from "../../shared/events/catalogue.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { askOnce, consumeEach, NotYetError } from "../../shared/platform/consume.ts";
import { arrangeWake, wakeOf } from "../../shared/platform/wakes.ts";
import { ownerOf, staffMatcher } from "../../shared/profile/identity.ts";
import { ownerByRef } from "../../shared/profile/record.ts";
import { eraseIfBuried } from "../../shared/privacy/after-writing.ts";
import { refsOf } from "../../shared/profile/facts.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { keepDecision } from "../../shared/store/decisions.ts";
import { createKeys, runId } from "../../shared/store/keys.ts";
import { openRun, readRun, updateRun } from "../../shared/store/runs.ts";
import { readSettings } from "../../shared/store/stores.ts";

type Needs = Pick<Ports, "clock" | "table" | "wakes" | "scheduler" | "secrets" | "metrics" | "log">;

/** Opens a run: its wake first, so that no run is ever without one. A run that exists is left as it is. */
const open = async (ports: Needs, run: Run): Promise<void> => {
  const now = ports.clock.now();
  const { at, afterwards } = await arrangeWake(ports, run, run.wakes, run.nextWakeAt ?? now, now);
  if (await openRun(ports.table, { ...run, nextWakeAt: at })) ports.metrics.count("run-opened", { flow: run.flow });
  await afterwards();
};

/** Adds an earlier wake to a live run, when the event brings its next step forward. */
const bringForward = async (ports: Needs, run: Run, at: Run["openedAt"]): Promise<void> => {
  const n = run.wakes + 1;
  const wake = await arrangeWake(ports, run, n, at, ports.clock.now());
  const next: Run = { ...run, nextWakeAt: wake.at, wakes: n, revision: run.revision + 1 };
  if (!(await updateRun(ports.table, next))) throw new NotYetError("The run was changed meanwhile.");
  await wake.afterwards();
};

/** The run where it is: with this profile, or with one that was filed under the same person since it was opened. */
const findRun = async (table: Needs["table"], run: Pick<Run, "store" | "person" | "id">): Promise<Run | undefined> => {
  const own = await readRun(table, run);
  if (own !== undefined && own.finished?.reason !== keptElsewhere) return own;
  const { person } = await readPerson(table, run.store, run.person);
  return person.runs.find(({ id }) => id === run.id);
};

/** How long the fact of an event may take to be stored beside its enrolment. */
const factDelaySeconds = 120;

/** Wakes a live run once the facts of the event will have been stored. */
const lookAgain = async (ports: Needs, named: Pick<Run, "store" | "person" | "id">): Promise<void> => {
  const run = await findRun(ports.table, named);
  if (run === undefined || run.finished !== undefined) return;
  await ports.wakes.send(wakeOf(run, ports.clock.now()), factDelaySeconds);
};

/**
 * Opens runs for what triggers them. Called once per record. The same event twice finds its run open; a storm of updates
 * of one subject costs one read each and no schedule, since later activity is noticed on waking. An event that means
 * nothing to a flow costs it no read; whose event it is, is asked once for all flows.
 */
export const createHandler = (flows: readonly Flow[], ports: Needs) => {
  const { table, secrets, clock, log } = ports;

  const enrolIn = async (
    flow: Flow,
    event: Event,
    settings: Settings,
    ownerOfIt: (store: string) => Promise<string | undefined>,
  ): Promise<void> => {
    const meant = enrolmentOf(flow, event, settings);
    if (meant.kind === "none" && meant.subject === undefined) return;
    const person = await ownerOfIt(event.store);
    if (person === undefined) return;
    const keys = createKeys((await secrets.read()).root, event.store);
    const now = clock.now();
    if (meant.kind === "none" && "wakes" in meant)
      return lookAgain(ports, { store: event.store, person, id: runId(event.store, flow.id, meant.subject) });
    const result = enrol(flow, event, person, settings, keys, now);
    switch (result.kind) {
      case "none":
        return;
      case "refused": {
        const refusal = { outcome: "skip" as const, reason: result.reason, until: undefined, gates: [] };
        const decision = decisionOf(refusal, "", "enrol", now);
        ports.metrics.count("decision", { flow: flow.id, outcome: refusal.outcome, reason: refusal.reason });
        const about = { store: event.store, person, run: result.run, flow: flow.id };
        return keepDecision(table, { ...decision, ...about, eventAt: event.occurredAt });
      }
      case "open": {
        const existing = await findRun(table, result.run);
        if (existing === undefined) return open(ports, result.run);
        // The try that opened it may have died before its wake reached the queue.
        if (existing.revision === 1 && existing.correlationId === event.correlationId) return open(ports, existing);
        const at = hasten(existing, flow, event, settings, now);
        return at === undefined ? undefined : bringForward(ports, existing, at);
      }
    }
  };

  return (batch: unknown) => {
    const settingsOf = askOnce((store) => readSettings(table, store));
    const enrolInAll = async ({ detail: event, flow: addressed }: z.infer<typeof BusMessage>): Promise<void> => {
      const settings = await settingsOf(event.store);
      if (settings === undefined) return log.warn("event of a store that is gone", { store: event.store });
      const ownerOfIt = askOnce(async (store) => {
        const keys = createKeys((await secrets.read()).root, store);
        const isStaff = staffMatcher(settings.exclusions.staff);
        const named = await ownerOf({ table, store, keys, isStaff }, event.who);
        return named ?? ownerByRef({ table, store, keys }, refsOf(event));
      });
      let asked: string | undefined;
      const ownerAsked = async (store: string): Promise<string | undefined> => (asked = await ownerOfIt(store));
      const meant = flows.filter(({ id }) => addressed === undefined || id === addressed);
      for (const flow of meant) await enrolIn(flow, event, settings, ownerAsked);
      if (asked === undefined) return;
      const keys = createKeys((await secrets.read()).root, event.store);
      if (await eraseIfBuried({ table, store: event.store, keys }, [asked], event.occurredAt))
        ports.metrics.count("enrolment-erased");
    };
    return consumeEach(BusMessage, enrolInAll, log)(batch);
  };
};
