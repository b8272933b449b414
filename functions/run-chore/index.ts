import type { Ports } from "../../shared/platform/all-ports.ts";
import { awsSecrets } from "../../shared/platform/aws/secrets.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import { type LambdaHandler, onLambda, queueHandler } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<Ports, "clock" | "metrics" | "log" | "table" | "secrets">;

/** Woken by the queue `chores`. */
export const create = (ports: Needs): LambdaHandler => queueHandler(createHandler(ports));

export const handler = onLambda(Env, (env, base) =>
  create({ ...base, table: awsTable(env), secrets: awsSecrets(env) }),
);
