import { flows } from "../../shared/flows/registry.ts";
import { awsWakes } from "../../shared/platform/aws/queues.ts";
import { awsScheduler } from "../../shared/platform/aws/scheduler.ts";
import { awsSecrets } from "../../shared/platform/aws/secrets.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type LambdaHandler, onLambda, queueHandler } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<Ports, "clock" | "metrics" | "log" | "table" | "secrets" | "wakes" | "scheduler">;

/** Woken by the queue `enrolments`. */
export const create = (ports: Needs): LambdaHandler => queueHandler(createHandler(flows, ports));

export const handler = onLambda(Env, (env, base) =>
  create({
    ...base,
    table: awsTable(env),
    secrets: awsSecrets(env),
    wakes: awsWakes(env),
    scheduler: awsScheduler(env),
  }),
);
