import * as z from "zod";
import { Instant } from "../events/instant.ts";

/** The gates, in the order in which they are asked. */
export const gateNames = [
  "stopped",
  "exit",
  "age",
  "holdout",
  "consent",
  "suppression",
  "complaint-hold",
  "exclusions",
  "arbiter",
  "quiet-hours",
  "frequency-cap",
  "deadline",
  "launch",
] as const;
export type GateName = (typeof gateNames)[number];

/** What a gate said, and what it looked at. */
export const GateResult = z.object({
  gate: z.enum(gateNames),
  pass: z.boolean(),
  inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type GateResult = z.infer<typeof GateResult>;

export const Outcome = z.enum(["send", "defer", "skip", "exit"]);
export type Outcome = z.infer<typeof Outcome>;

/** The edition of the rules a decision was made by; raised whenever a gate changes its mind about the same facts. */
export const ruleVersion = 5;

/** Why a message was sent, or was not. Holds no address and no name. */
export const Decision = z.object({
  at: Instant,
  step: z.string(),
  /** Who decided: the wake of the run, the gates before the provider call, or the opening of the run. */
  by: z.enum(["enrol", "wake", "send"]),
  outcome: Outcome,
  reason: z.string(),
  /** When a deferred message is looked at again. */
  until: Instant.optional(),
  gates: z.array(GateResult),
  ruleVersion: z.number().int(),
});
export type Decision = z.infer<typeof Decision>;
