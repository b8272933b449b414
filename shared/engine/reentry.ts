import { elapsed, hours, toMilliseconds } from "../events/instant.ts";
import type { Settings } from "../settings/settings.ts";
import type { BoundStep, Flow } from "./flow.ts";
import type { Facts } from "./facts.ts";
import type { Instant } from "../events/instant.ts";
import type { Run } from "./run.ts";

type Context = {
  readonly flow: Flow;
  readonly step: BoundStep;
  readonly run: Run;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly now: Instant;
};

/** Nobody enters the same flow again sooner than this, whatever a store has set. */
const floor = toMilliseconds(hours(24));

/** Undefined where the runs of a flow do not mind each other. */
const windowOf = ({ flow, settings, step }: Context): number | undefined => {
  if (step.channel === "support" || flow.reentry === undefined) return undefined;
  const set = settings.flows[flow.id]?.reentry?.[step.channel] ?? flow.reentry[step.channel];
  return Math.max(floor, toMilliseconds(set));
};

/** Messages of a run that went out, or may have. */
const sentBy = (run: Run) =>
  Object.entries(run.steps)
    .filter(([, { state }]) => state === "sent" || state === "unknown" || state === "handed-over")
    .map(([id, { at }]) => ({ id, at }));

const createdAt = (context: Context, run: Run): Instant =>
  context.flow.find(context.facts, run.subject, context.settings, context.now)?.createdAt ?? run.openedAt;

/** The person's earlier runs of this flow, by when their subjects came into being, the latest first. */
const earlierRuns = (context: Context): readonly Run[] => {
  const own = createdAt(context, context.run);
  return (
    context.facts.person.runs
      .filter(({ flow }) => flow === context.flow.id)
      .map((run) => ({ run, created: createdAt(context, run) }))
      // Of two that came into being together one is the earlier, so that they cannot silence each other.
      .filter(({ run, created }) => created < own || (created === own && run.id < context.run.id))
      .sort((a, b) => b.created.localeCompare(a.created) || b.run.id.localeCompare(a.run.id))
      .map(({ run }) => run)
  );
};

/**
 * The runs this one took over: a newer subject supersedes an older live run and goes on where that one stood, so an
 * unbroken row of superseded (or not yet woken) runs before this one counts as its own past.
 */
const takenOver = (context: Context): readonly Run[] => {
  const earlier = earlierRuns(context);
  const broken = earlier.findIndex(({ finished }) => finished !== undefined && finished.reason !== "superseded");
  return broken === -1 ? earlier : earlier.slice(0, broken);
};

/** A step that a run this one took over has sent already, within the re-entry time, is not sent again. */
export const inheritedStep = (context: Context): string | undefined => {
  const window = windowOf(context);
  if (window === undefined) return undefined;
  return takenOver(context)
    .flatMap(sentBy)
    .some(({ id, at }) => id === context.step.id && elapsed(at, context.now) < window)
    ? "sent-by-the-run-taken-over"
    : undefined;
};

/** A run that ended otherwise and wrote to this person through this channel lately keeps the next one silent. */
export const reentryHeld = (context: Context): string | undefined => {
  const window = windowOf(context);
  if (window === undefined) return undefined;
  const own = new Set(takenOver(context).map(({ id }) => id));
  const channelOf = (step: string) => context.flow.steps.find(({ id }) => id === step)?.channel;
  return earlierRuns(context)
    .filter(({ id }) => !own.has(id))
    .flatMap(sentBy)
    .some(({ id, at }) => channelOf(id) === context.step.channel && elapsed(at, context.now) < window)
    ? "re-entry"
    : undefined;
};
