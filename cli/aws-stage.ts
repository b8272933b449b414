import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { names } from "../infra/names.ts";
import { readStageConfig } from "../infra/read-config.ts";
import { type Settings, SettingsError, textsFrom } from "../infra/settings.ts";
import { systemClock } from "../shared/platform/adapters/clock.ts";
import { createEventBridgeBus } from "../shared/platform/adapters/event-bridge-bus.ts";
import { createS3Blobs } from "../shared/platform/adapters/s3-blobs.ts";
import { createSesClient, createSesEmail } from "../shared/platform/adapters/ses-email.ts";
import { createSnsClient, createSnsText } from "../shared/platform/adapters/sns-text.ts";
import { createSqsQueue } from "../shared/platform/adapters/sqs-queue.ts";
import type { Blobs, WakeMessage } from "../shared/platform/ports.ts";
import { createDynamoTable } from "../shared/store/dynamo/table.ts";
import { awsSecrets } from "./aws-secrets.ts";
import { awsDeadLetters } from "./dead-letters/aws-dead-letters.ts";
import { FailedError } from "./errors.ts";
import { lazily } from "./lazily.ts";
import { awsArchive } from "./replay/aws-archive.ts";
import type { Stage } from "./stage.ts";

/** The address that the stage's own app stack says it has. Throws a {@link FailedError} where it says none. */
export const findPublicUrl = async (client: Pick<CloudFormationClient, "send">, stage: string): Promise<string> => {
  const stack = `comeback-${stage}-app`;
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stack }));
  const url = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === "PublicUrl")?.OutputValue;
  if (url === undefined)
    throw new FailedError(`The stack ${stack} has no output PublicUrl: deploy it again with this version of Comeback.`);
  return url;
};

/** The name of the bucket ends in the account and the region, which the table's ARN holds. */
export const findBucket = async (client: Pick<DynamoDBClient, "send">, stage: string): Promise<string> => {
  const { table, bucketPrefix } = names(stage);
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  const [, , , region = "", account = ""] = (Table?.TableArn ?? "").split(":");
  return `${bucketPrefix}-${account}-${region}`;
};

const awsBlobs = (findName: () => Promise<string>): Blobs => {
  const blobs = lazily(async () => createS3Blobs({ client: new S3Client(), bucket: await findName() }));
  return {
    put: async (key, body) => (await blobs()).put(key, body),
    get: async (key) => (await blobs()).get(key),
    remove: async (key) => (await blobs()).remove(key),
  };
};

/**
 * A stage in the account and region of the caller's own AWS credentials, with what comeback.config.ts says of it where it
 * is in there. Nothing is asked of AWS before it is needed.
 */
const awsStage = (stage: string, config: Settings | undefined): Stage => {
  const { table, secret, queue, bus, ...name } = names(stage);
  const configurationSet = config?.configurationSet ?? name.configurationSet;
  const dynamo = new DynamoDBClient();
  const sqs = new SQSClient();
  const wakes = lazily(async () => {
    const { QueueUrl: url = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue("wakes") }));
    return createSqsQueue<WakeMessage>({ client: sqs, url });
  });
  return {
    name: stage,
    now: systemClock.now,
    table: createDynamoTable({ client: dynamo, tableName: table, now: systemClock.now }),
    secrets: awsSecrets(new SecretsManagerClient(), secret),
    wakes: { send: async (wake, delaySeconds) => (await wakes()).send(wake, delaySeconds) },
    bus: createEventBridgeBus({ client: new EventBridgeClient(), busName: bus }),
    blobs: awsBlobs(() => findBucket(dynamo, stage)),
    email: createSesEmail({ client: createSesClient(), configurationSet }),
    text: createSnsText({ client: createSnsClient(), type: "Transactional", ...textsFrom(config?.smsOrigination) }),
    deadLetters: awsDeadLetters(stage, { sqs }),
    archive: awsArchive(stage),
    configurationSet,
    publicUrl: lazily(() => findPublicUrl(new CloudFormationClient(), stage)),
  };
};

const configOf = async (stage: string, file?: string): Promise<Settings | undefined> => {
  try {
    return await readStageConfig(stage, file);
  } catch (error) {
    if (error instanceof SettingsError) throw new FailedError(error.message);
    throw error;
  }
};

/**
 * The stage, in the region that comeback.config.ts, or another file, deploys it to; for a stage that is not in there, in the
 * caller's own.
 */
export const openAwsStage = async (stage: string, file?: string): Promise<Stage> => {
  const config = await configOf(stage, file);
  // Before any client is made, so that those of the doctor and the archive look there, too.
  if (config?.region !== undefined) process.env["AWS_REGION"] = config.region;
  return awsStage(stage, config);
};
