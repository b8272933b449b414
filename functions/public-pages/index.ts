import { awsSecrets } from "../../shared/platform/aws/secrets.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type LambdaHandler, apiHandler, onLambda } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<Ports, "clock" | "metrics" | "log" | "table" | "secrets">;

/** Woken by `GET` and `POST /u/{token}` and `GET /r/{token}`. */
export const create = (ports: Needs): LambdaHandler => apiHandler(createHandler(ports), ports.log);

export const handler = onLambda(Env, (env, base) =>
  create({ ...base, table: awsTable(env), secrets: awsSecrets(env) }),
);
