import * as z from "zod";
import { Instant } from "../events/instant.ts";

/** Every queue there is, what it carries, and how patient it is. Each has a dead-letter queue `<name>-dead`. */
export const queues = {
  facts: {
    purpose: "every fact about a customer, for update-profile",
    batchSize: 10,
    timeoutSeconds: 30,
    maxReceives: 25,
  },
  catalogue: { purpose: "products, for update-catalogue", batchSize: 10, timeoutSeconds: 30, maxReceives: 25 },
  enrolments: {
    purpose: "events that may open or hasten a run, for enroll",
    batchSize: 10,
    timeoutSeconds: 30,
    maxReceives: 25,
  },
  wakes: { purpose: "runs to be looked at now, for advance-run", batchSize: 5, timeoutSeconds: 30, maxReceives: 25 },
  outbox: {
    purpose: "claimed messages, for send-message, one at a time",
    batchSize: 1,
    timeoutSeconds: 30,
    maxReceives: 25,
  },
  chores: { purpose: "what concerns a whole store, for run-chore", batchSize: 1, timeoutSeconds: 60, maxReceives: 12 },
} as const;

export type QueueName = keyof typeof queues;

/** A message is invisible for six times its consumer's time-out, as AWS asks for. */
export const visibilitySeconds = (queue: QueueName): number => 6 * queues[queue].timeoutSeconds;

export const WakeMessage = z.object({
  store: z.string().min(1),
  person: z.string().min(1),
  run: z.string().min(1),
  at: Instant,
  correlationId: z.string(),
});
export const OutboxMessage = z.object({
  store: z.string().min(1),
  message: z.string().min(1),
  correlationId: z.string(),
});

/** What run-chore leaves for itself: the second look at an erasure, and the next batch of a store's. */
export const OwnChore = z.discriminatedUnion("chore", [
  z.object({
    chore: z.literal("erase-person-again"),
    store: z.string().min(1),
    erasure: z.string().min(1),
    correlationId: z.string().optional(),
  }),
  z.object({
    chore: z.literal("erase-store"),
    store: z.string().min(1),
    erasure: z.string().min(1),
    correlationId: z.string().optional(),
    /** The second pass finds what was being written during the first. */
    pass: z.literal([1, 2]),
    from: z.object({ pk: z.string(), sk: z.string() }).optional(),
  }),
]);
export type OwnChore = z.infer<typeof OwnChore>;
