import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { createEventBridgeBus } from "../../shared/platform/adapters/event-bridge-bus.ts";
import { createS3Blobs } from "../../shared/platform/adapters/s3-blobs.ts";
import { awsSecrets } from "../../shared/platform/aws/secrets.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type LambdaHandler, apiHandler, onLambda } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<Ports, "clock" | "metrics" | "log" | "table" | "bus" | "blobs" | "secrets">;

/** Woken by `POST /webhooks/{source}/{store}`, and with a `/{token}` behind it by senders that sign nothing. */
export const create = (ports: Needs): LambdaHandler => apiHandler(createHandler(ports), ports.log);

export const handler = onLambda(Env, (env, base) =>
  create({
    ...base,
    table: awsTable(env),
    secrets: awsSecrets(env),
    bus: createEventBridgeBus({ client: new EventBridgeClient(), busName: env.BUS_NAME }),
    blobs: createS3Blobs({ client: new S3Client(), bucket: env.BUCKET_NAME }),
  }),
);
