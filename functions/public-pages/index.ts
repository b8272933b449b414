import { awsWakes } from "../../shared/platform/aws/queues.ts";
import { awsSecrets } from "../../shared/platform/aws/secrets.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type LambdaHandler, apiHandler, onLambda } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<Ports, "clock" | "metrics" | "log" | "table" | "secrets" | "wakes">;

/** Woken by `GET` and `POST` of `/u/{token}`, `/c/{token}` and `/s/{token}`, and by `GET /r/{token}`. */
export const create = (ports: Needs): LambdaHandler => apiHandler(createHandler(ports), ports.log);

export const handler = onLambda(Env, (env, base) =>
  create({ ...base, table: awsTable(env), secrets: awsSecrets(env), wakes: awsWakes(env) }),
);
