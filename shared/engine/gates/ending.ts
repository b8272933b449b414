import { type Instant, elapsed, minutes, toMilliseconds } from "../../events/instant.ts";
import type { GateResult } from "../decision.ts";
import { type Answer, type Gate, type GateContext, type Verdict, exit, skip, wait } from "./gate.ts";

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
export const stoppedFor: Gate = ({ facts, step, now }) => {
  const { inputs, verdict } = stopped({ facts, now });
  const held = step.kind === "marketing" ? facts.store.marketingPaused : undefined;
  return { inputs, verdict: verdict ?? (held && whilePaused("marketing-paused", held.at, now)) };
};

export const exits = ({ flow, bound, settings }: Pick<Ending, "flow" | "bound" | "settings">): Answer => {
  const enabled = settings.flows[flow.id]?.enabled ?? true;
  const reason = enabled ? bound.exit() : "flow-off";
  return {
    inputs: { exits: ["flow-off", ...flow.exits].join(" "), holds: reason ?? null },
    verdict: reason === undefined ? undefined : exit(reason),
  };
};

export const age = ({ flow, bound, now }: Pick<Ending, "flow" | "bound" | "now">): Answer => {
  const { createdAt } = bound.subject;
  const old = elapsed(createdAt, now) > toMilliseconds(flow.maxAge);
  return { inputs: { createdAt, maxAge: flow.maxAge }, verdict: old ? exit("too-old") : undefined };
};

/** Held-out people get nothing; of a flow that tells support something, support is told all the same. */
export const holdout: Gate = ({ flow, run, step }) => {
  const inputs = { heldOut: run.heldOut };
  if (!run.heldOut || step.kind === "internal") return { inputs };
  const tellsSupport = flow.steps.some(({ channel }) => channel === "support");
  return { inputs, verdict: tellsSupport ? skip("holdout") : exit("holdout") };
};

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
