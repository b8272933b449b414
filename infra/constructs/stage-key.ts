import { Aws, type RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, type PolicyStatementProps, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import { QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { names } from "../names.ts";
import type { Settings } from "../settings.ts";

const ofThisAccount = { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } };

/**
 * What AWS's own services may do with a key of the operator's: reach a queue or a topic that is encrypted under it, keep
 * events and logs. Sources: the SQS guide (Configure KMS permissions for AWS services), the EventBridge guide (Encrypting
 * archives, event buses), the CloudWatch Logs guide (Encrypt log data), the SNS guide (Encrypting topics).
 */
const services = (stage: string): readonly PolicyStatementProps[] => {
  const as = (...names: readonly string[]) => names.map((name) => new ServicePrincipal(`${name}.amazonaws.com`));
  const logGroups = ["", "/aws/vendedlogs"].map(
    (prefix) =>
      `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${prefix}${names(stage).logGroup("*")}`,
  );
  const bus = `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/${names(stage).bus}`;
  return [
    {
      sid: "EncryptedQueuesAndTopics",
      principals: as("cloudwatch", "events", "ses", "sms-voice", "sns"),
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      conditions: ofThisAccount,
    },
    {
      sid: "EventsAndTheirArchive",
      principals: as("events"),
      actions: ["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
      conditions: { StringEquals: { "kms:EncryptionContext:aws:events:event-bus:arn": bus } },
    },
    { sid: "EventsLookAtTheKey", principals: as("events"), actions: ["kms:DescribeKey"] },
    {
      sid: "Logs",
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
      actions: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
      ],
      conditions: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroups } },
    },
  ];
};

/** The ARN of the key that everything of the stage is stored under, made here if the settings say so; none by default. */
export const stageKeyArn = (
  scope: Construct,
  { stage, kmsKey }: Settings,
  removalPolicy: RemovalPolicy,
): string | undefined => {
  if (kmsKey !== "create") return kmsKey;
  const key = new Key(scope, "Key", {
    alias: names(stage).key,
    description: `Everything that Comeback stores, stage ${stage}`,
    enableKeyRotation: true,
    removalPolicy,
  });
  for (const statement of services(stage))
    key.addToResourcePolicy(new PolicyStatement({ ...statement, resources: ["*"] }));
  return key.keyArn;
};

/**
 * A stack's view of the key. Nothing adds to its policy through it, which belongs to the data stack or to the operator:
 * roles are allowed to use it where they are made.
 */
export const stageKey = (scope: Construct, arn: string | undefined): IKey | undefined =>
  arn === undefined ? undefined : Key.fromKeyArn(scope, "StageKey", arn);

/** Under the key if there is one, otherwise under one of SQS. */
export const queueEncryption = (key: IKey | undefined) =>
  key === undefined
    ? { encryption: QueueEncryption.SQS_MANAGED }
    : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };

/** Lets a role use the key, through one service of AWS only. */
export const keyThrough = (key: IKey, ...through: readonly string[]): PolicyStatementProps => ({
  actions: ["kms:Decrypt", "kms:GenerateDataKey"],
  resources: [key.keyArn],
  conditions: {
    StringEquals: { "kms:ViaService": through.map((service) => `${service}.${Aws.REGION}.amazonaws.com`) },
  },
});

/** What a table under the key asks of its callers besides (DynamoDB guide, Encryption at rest: usage notes). */
export const keyThroughTable = (key: IKey): PolicyStatementProps => ({
  ...keyThrough(key, "dynamodb"),
  actions: ["kms:DescribeKey", "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
});

/** Why a `*` may stand in the policy of a key. */
export const starInKeyPolicies = {
  resource:
    "In the policy of a key the resource * is that key itself and no other: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
  action:
    "The account that owns a key administers it by its IAM policies; a key that nobody may administer can never be got rid of: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html",
};
