import { awsOutbox, awsWakes } from "../../shared/platform/aws/queues.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type LambdaHandler, onLambda } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<Ports, "clock" | "metrics" | "log" | "table" | "wakes" | "outbox">;

/** Woken by its schedule, once an hour. */
export const create = (ports: Needs): LambdaHandler => createHandler(ports);

export const handler = onLambda(Env, (env, base) =>
  create({ ...base, table: awsTable(env), wakes: awsWakes(env), outbox: awsOutbox(env) }),
);
