import { type Flow, type FlowStep, type Kind, kindOf } from "../../shared/engine/flow.ts";
import type { StepChannel } from "../../shared/events/parts.ts";
import { flows } from "../../shared/flows/registry.ts";
import { delayWords, durationWords } from "../../shared/settings/delay-words.ts";
import { nearest } from "../../shared/settings/nearest.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { UsageError } from "../errors.ts";

/** A message of a flow as a store has set it, or as it comes. */
export type StepView = {
  readonly step: string;
  readonly channel: StepChannel;
  readonly kind: Kind;
  /** When it is due, after the latest activity unless it names a moment. */
  readonly due: string;
  /** How long after that it may still be sent. */
  readonly dies: string;
  readonly on: boolean;
  /** What the store has changed about it. */
  readonly changed: readonly string[];
};

export type FlowView = {
  readonly flow: string;
  readonly opensOn: readonly string[];
  readonly endsWhen: readonly string[];
  readonly priority: number;
  /** Whether the store has it on; it is when nothing is said. */
  readonly on: boolean;
  /** The share of people who get nothing from it, as far as a store is asked about. */
  readonly holdout: number | null;
  readonly moments: Readonly<Record<string, string>>;
  readonly steps: readonly StepView[];
};

const viewStep = (flow: Flow, step: FlowStep, settings: Settings | undefined): StepView => {
  const own = settings?.flows[flow.id];
  const change = own?.steps[step.id];
  const channelOn = step.channel === "support" || own?.channels?.[step.channel] !== false;
  return {
    step: step.id,
    channel: step.channel,
    kind: settings === undefined ? step.kind : kindOf(flow.id, step, settings),
    due: delayWords(change?.after ?? step.after),
    dies: durationWords(change?.dies ?? step.dies) ?? "at once",
    on: own?.enabled !== false && channelOn && change?.enabled !== false,
    changed: Object.entries(change ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [name])),
  };
};

/** A flow as a store has set it; without settings as it comes. */
export const viewFlow = (flow: Flow, settings: Settings | undefined): FlowView => {
  const own = settings?.flows[flow.id];
  return {
    flow: flow.id,
    opensOn: flow.triggers.map(({ event }) => event),
    endsWhen: flow.exits,
    priority: flow.priority,
    on: own?.enabled !== false,
    holdout: settings === undefined ? null : flow.heldOut ? (own?.holdout ?? settings.holdout) : 0,
    moments: flow.moments,
    steps: flow.steps.map((step) => viewStep(flow, step, settings)),
  };
};

/** The flow of an id. Throws a {@link UsageError} that names those there are. */
export const findFlow = (id: string): Flow => {
  const found = flows.find((flow) => flow.id === id);
  if (found !== undefined) return found;
  const ids = flows.map((flow) => flow.id);
  const meant = nearest(id, ids);
  throw new UsageError(
    `There is no flow ${id}.${meant === undefined ? "" : ` Did you mean ${meant}?`} There are: ${ids.join(", ")}.`,
  );
};
