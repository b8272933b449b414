import { S3Client } from "@aws-sdk/client-s3";
import { createS3Blobs } from "../../shared/platform/adapters/s3-blobs.ts";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { createEventBridgeBus } from "../../shared/platform/adapters/event-bridge-bus.ts";
import { awsWakes } from "../../shared/platform/aws/queues.ts";
import { awsSecrets } from "../../shared/platform/aws/secrets.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type LambdaHandler, apiHandler, onLambda } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<Ports, "clock" | "metrics" | "log" | "table" | "secrets" | "wakes" | "bus" | "blobs">;

/** Woken by `GET` and `POST` of `/u/{token}`, `/p/{token}`, `/k/{token}`, `/c/{token}` and `/s/{token}`, by `GET /x/{token}`, and by `GET` and `HEAD` of `/l/{token}` and `/r/{token}`. */
export const create = (ports: Needs): LambdaHandler => apiHandler(createHandler(ports), ports.log);

export const handler = onLambda(Env, (env, base) =>
  create({
    ...base,
    table: awsTable(env),
    secrets: awsSecrets(env),
    wakes: awsWakes(env),
    bus: createEventBridgeBus({ client: new EventBridgeClient(), busName: env.BUS_NAME }),
    blobs: createS3Blobs({ client: new S3Client(), bucket: env.BUCKET_NAME }),
  }),
);
