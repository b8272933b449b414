import type { Ports } from "../../shared/platform/all-ports.ts";
import { S3Client } from "@aws-sdk/client-s3";
import { createS3Blobs } from "../../shared/platform/adapters/s3-blobs.ts";
import { createSnsSupport } from "../../shared/platform/adapters/sns-support.ts";
import { createSnsClient } from "../../shared/platform/adapters/sns-text.ts";
import { awsChores } from "../../shared/platform/aws/queues.ts";
import { awsForgetSecrets, awsSecrets } from "../../shared/platform/aws/secrets.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import { awsTexts } from "../../shared/platform/aws/texts.ts";
import { type LambdaHandler, onLambda, queueHandler } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<
  Ports,
  | "clock"
  | "metrics"
  | "log"
  | "table"
  | "secrets"
  | "text"
  | "support"
  | "publicUrl"
  | "blobs"
  | "chores"
  | "forgetSecrets"
>;

/** Woken by the queue `chores`. */
export const create = (ports: Needs): LambdaHandler => queueHandler(createHandler(ports));

export const handler = onLambda(Env, (env, base) =>
  create({
    ...base,
    table: awsTable(env),
    secrets: awsSecrets(env),
    // What it sends are answers to what customers text: no advertising.
    text: awsTexts(env, "Transactional"),
    support: createSnsSupport({ client: createSnsClient(), topicArn: env.SUPPORT_TOPIC_ARN }),
    publicUrl: env.PUBLIC_URL,
    blobs: createS3Blobs({ client: new S3Client(), bucket: env.BUCKET_NAME }),
    chores: awsChores(env),
    forgetSecrets: awsForgetSecrets(env),
  }),
);
