import { SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { createSqsQueue } from "../adapters/sqs-queue.ts";
import type { OwnChore } from "../queues.ts";
import type { OutboxMessage, WakeMessage } from "../ports.ts";

export const WakesEnv = z.object({ WAKES_URL: z.url() });
export const ChoresEnv = z.object({ CHORES_URL: z.url() });
export const OutboxEnv = z.object({ OUTBOX_URL: z.url() });

export const awsWakes = ({ WAKES_URL }: z.infer<typeof WakesEnv>) =>
  createSqsQueue<WakeMessage>({ client: new SQSClient(), url: WAKES_URL });

export const awsOutbox = ({ OUTBOX_URL }: z.infer<typeof OutboxEnv>) =>
  createSqsQueue<OutboxMessage>({ client: new SQSClient(), url: OUTBOX_URL });

export const awsChores = ({ CHORES_URL }: z.infer<typeof ChoresEnv>) =>
  createSqsQueue<OwnChore>({ client: new SQSClient(), url: CHORES_URL });
