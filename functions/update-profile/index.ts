import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { createEventBridgeBus } from "../../shared/platform/adapters/event-bridge-bus.ts";
import { awsSecrets } from "../../shared/platform/aws/secrets.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type LambdaHandler, onLambda, queueHandler } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<Ports, "clock" | "metrics" | "log" | "table" | "bus" | "secrets">;

/** Woken by the queue `facts`. */
export const create = (ports: Needs): LambdaHandler => queueHandler(createHandler(ports));

export const handler = onLambda(Env, (env, base) =>
  create({
    ...base,
    table: awsTable(env),
    secrets: awsSecrets(env),
    bus: createEventBridgeBus({ client: new EventBridgeClient(), busName: env.BUS_NAME }),
  }),
);
