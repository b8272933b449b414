import * as z from "zod";
import { Duration, Instant } from "../events/instant.ts";
import { Channel, StepChannel } from "../events/parts.ts";
import { Delay } from "../settings/flow-settings.ts";

/** A step as it was promised when the run was opened; guards, gates and templates are those of today. */
export const PlannedStep = z.object({ id: z.string(), channel: StepChannel, after: Delay, dies: Duration });
export type PlannedStep = z.infer<typeof PlannedStep>;

/** What became of a step; a step that is not listed is still to come. */
export const StepState = z.discriminatedUnion("state", [
  /** Claimed and put into the outbox; its message item knows the rest. */
  z.object({ state: z.literal("handed-over"), message: z.string(), at: Instant }),
  z.object({ state: z.literal("sent"), message: z.string(), at: Instant }),
  /** The provider refused it, or nobody knows what became of it. */
  z.object({ state: z.literal("failed"), message: z.string(), at: Instant }),
  z.object({ state: z.literal("unknown"), message: z.string(), at: Instant }),
  z.object({ state: z.literal("skipped"), reason: z.string(), at: Instant }),
]);
export type StepState = z.infer<typeof StepState>;

/** One enrolment of one subject in one flow. */
export const Run = z.object({
  id: z.string(),
  store: z.string(),
  flow: z.string(),
  /** The source id the run is about: a checkout token. */
  subject: z.string(),
  /** The profile whose collection holds it. */
  person: z.string(),
  openedAt: Instant,
  /** When what opened it happened, by its source's clock. */
  triggeredAt: Instant.optional(),
  settingsVersion: z.number().int(),
  plan: z.array(PlannedStep),
  /** Drawn once, when the run was opened. */
  heldOut: z.boolean(),
  steps: z.record(z.string(), StepState),
  /** The source's activity the next wake was reckoned from. */
  activityAt: Instant,
  nextWakeAt: Instant.optional(),
  /** How many wakes have been scheduled; part of the next one's name. */
  wakes: z.number().int(),
  finished: z.object({ reason: z.string(), at: Instant }).optional(),
  /** Counts the writes of this item; a write states the one it has read. */
  revision: z.number().int(),
  correlationId: z.string(),
});
export type Run = z.infer<typeof Run>;

/** What decides whether a run is older than an erasure: its trigger, however late that came. */
export const beganAt = ({ triggeredAt, openedAt }: Pick<Run, "triggeredAt" | "openedAt">): Instant =>
  triggeredAt ?? openedAt;

/** A message in the person's recent past, as the frequency cap sees it. */
export const Send = z.object({ message: z.string(), channel: Channel, at: Instant });
export type Send = z.infer<typeof Send>;

/** Why a copy of a run ended that a person's other collection holds too: the one that has come further goes on. */
export const keptElsewhere = "kept-elsewhere";
