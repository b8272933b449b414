import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { names } from "../infra/names.ts";
import { systemClock } from "../shared/platform/adapters/clock.ts";
import { createSqsQueue } from "../shared/platform/adapters/sqs-queue.ts";
import type { WakeMessage } from "../shared/platform/ports.ts";
import { createDynamoTable } from "../shared/store/dynamo/table.ts";
import type { Stage } from "./operator.ts";

const Bundle = z.object({
  root: z.string().min(32),
  stores: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
});

/** A stage in the account and region of the caller's own AWS credentials. */
export const awsStage = (stage: string): Stage => {
  const { table, secret, queue } = names(stage);
  const secrets = new SecretsManagerClient();
  const sqs = new SQSClient();
  return {
    table: createDynamoTable({ client: new DynamoDBClient(), tableName: table, now: systemClock.now }),
    now: systemClock.now,
    wakes: {
      send: async (wake, delaySeconds) => {
        const { QueueUrl: url = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue("wakes") }));
        await createSqsQueue<WakeMessage>({ client: sqs, url }).send(wake, delaySeconds);
      },
    },
    secrets: {
      read: async () => {
        const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: secret }));
        return Bundle.parse(JSON.parse(SecretString ?? "{}"));
      },
      write: async (bundle) => {
        await secrets.send(new PutSecretValueCommand({ SecretId: secret, SecretString: JSON.stringify(bundle) }));
      },
    },
  };
};
