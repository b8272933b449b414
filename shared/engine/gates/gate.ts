import { type Duration, type Instant, hours } from "../../events/instant.ts";
import type { Settings } from "../../settings/settings.ts";
import type { GateResult } from "../decision.ts";
import type { Facts } from "../facts.ts";
import type { BoundFlow, BoundStep, Flow } from "../flow.ts";
import type { Recipient } from "../recipient.ts";
import type { Run } from "../run.ts";

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

export type Answer = { readonly inputs: GateResult["inputs"]; readonly verdict?: Verdict | undefined };

export type Gate = (context: GateContext) => Answer;

export const exit = (reason: string): Verdict => ({ kind: "exit", reason });

export const skip = (reason: string): Verdict => ({ kind: "skip", reason });

export const wait = (
  reason: string,
  next: (at: Instant) => Instant | undefined,
  recheck: Duration = hours(1),
): Verdict => ({
  kind: "wait",
  reason,
  next,
  recheck,
});

/** What is no marketing passes the gates that guard against too much advertising. */
export const forMarketing =
  (gate: Gate): Gate =>
  (context) =>
    context.step.kind === "marketing" ? gate(context) : { inputs: { kind: context.step.kind } };
