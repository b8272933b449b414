import { SchedulerClient } from "@aws-sdk/client-scheduler";
import * as z from "zod";
import { systemClock } from "../adapters/clock.ts";
import { createEventBridgeScheduler } from "../adapters/event-bridge-scheduler.ts";

export const SchedulerEnv = z.object({
  SCHEDULE_GROUP: z.string().min(1),
  SCHEDULE_ROLE_ARN: z.string().startsWith("arn:"),
  WAKES_ARN: z.string().startsWith("arn:"),
  WAKES_DEAD_ARN: z.string().startsWith("arn:"),
});

export const awsScheduler = (env: z.infer<typeof SchedulerEnv>) =>
  createEventBridgeScheduler({
    client: new SchedulerClient(),
    group: env.SCHEDULE_GROUP,
    queueArn: env.WAKES_ARN,
    roleArn: env.SCHEDULE_ROLE_ARN,
    deadLetterArn: env.WAKES_DEAD_ARN,
    now: systemClock.now,
  });
