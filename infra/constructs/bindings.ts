import { Aws } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Role, PolicyStatementProps } from "aws-cdk-lib/aws-iam";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Topic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { textsFrom } from "../settings.ts";

/** One thing a function reaches for: how it is told about it and all that it may do with it. */
export type Binding = {
  readonly variables: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatementProps[];
  /** Resources with a `*` that cannot be avoided, as cdk-nag writes them, each with the reason; `not-…` for all but those. */
  readonly wildcards?: readonly { readonly resource: string; readonly why: string }[];
};

/** An ARN of this account and region, and the way cdk-nag writes it. */
const local = (service: string, resource: string) => ({
  arn: `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`,
  nag: `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`,
});

export type TableAction = "GetItem" | "BatchGetItem" | "Query" | "PutItem" | "DeleteItem";

export const tableItems = (table: Table, ...actions: readonly TableAction[]): Binding => ({
  variables: { TABLE_NAME: table.tableName },
  statements: [{ actions: actions.map((action) => `dynamodb:${action}`), resources: [table.tableArn] }],
});

/** Besides {@link tableItems}: the index of what must be looked at by a certain time. */
export const dueIndex = (table: Table): Binding => ({
  variables: {},
  statements: [{ actions: ["dynamodb:Query"], resources: [`${table.tableArn}/index/due`] }],
});

/** Besides {@link tableItems}: everything there is, to erase a store. */
export const wholeTable = (table: Table): Binding => ({
  variables: {},
  statements: [{ actions: ["dynamodb:Scan"], resources: [table.tableArn] }],
});

export const secretValue = (secret: Secret): Binding => ({
  variables: { SECRET_ID: secret.secretArn },
  statements: [{ actions: ["secretsmanager:GetSecretValue"], resources: [secret.secretArn] }],
});

export const busEvents = (bus: EventBus): Binding => ({
  variables: { BUS_NAME: bus.eventBusName },
  statements: [{ actions: ["events:PutEvents"], resources: [bus.eventBusArn] }],
});

/** Objects of one folder of the bucket, each of its own. */
const objects = (bucket: Bucket, prefix: string, folder: string, actions: readonly string[], why: string): Binding => ({
  variables: { BUCKET_NAME: bucket.bucketName },
  statements: [
    {
      actions: [...actions],
      resources: [`arn:${Aws.PARTITION}:s3:::${prefix}-${Aws.ACCOUNT_ID}-${Aws.REGION}/${folder}/*`],
    },
  ],
  wildcards: [{ resource: `arn:<AWS::Partition>:s3:::${prefix}-<AWS::AccountId>-<AWS::Region>/${folder}/*`, why }],
});

/** Rejected bodies that are too large for the table. */
export const rejectedBodies = (bucket: Bucket, prefix: string): Binding =>
  objects(
    bucket,
    prefix,
    "rejected",
    ["s3:PutObject"],
    "Each rejected body is an object of its own; it may be written and not even read.",
  );

/** What was exported of a person, to whoever has a link to it. */
export const exportsRead = (bucket: Bucket, prefix: string): Binding =>
  objects(bucket, prefix, "exports", ["s3:GetObject"], "Each export is an object of its own; they may only be read.");

/**
 * What was exported of a person, to be written and taken away with them; and rejected bodies, to be told of in an export
 * and taken away.
 */
export const personalObjects = (bucket: Bucket, prefix: string): Binding => {
  const exports = objects(
    bucket,
    prefix,
    "exports",
    ["s3:PutObject", "s3:DeleteObject"],
    "Each export is an object of its own; they may be written and removed, not read.",
  );
  const rejected = objects(
    bucket,
    prefix,
    "rejected",
    ["s3:GetObject", "s3:DeleteObject"],
    "Each rejected body is an object of its own; they may be read for an export, and removed.",
  );
  return {
    variables: exports.variables,
    statements: [...exports.statements, ...rejected.statements],
    wildcards: [...(exports.wildcards ?? []), ...(rejected.wildcards ?? [])],
  };
};

/** Besides {@link secretValue}: the secrets of a store that is erased are taken out of it. */
export const secretsForgotten = (secret: Secret): Binding => ({
  variables: {},
  statements: [{ actions: ["secretsmanager:PutSecretValue"], resources: [secret.secretArn] }],
});

export const queueMessages = (variable: `${string}_URL`, queue: Queue): Binding => ({
  variables: { [variable]: queue.queueUrl },
  statements: [{ actions: ["sqs:SendMessage"], resources: [queue.queueArn] }],
});

/**
 * What Lambda does with a queue in the name of the function that it hands the messages to
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions).
 */
export const queueReads = (queue: Queue): Binding => ({
  variables: {},
  statements: [
    { actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], resources: [queue.queueArn] },
  ],
});

/** Wakes in the future: schedules of one group only, run under one role only. */
export const wakeSchedules = (group: string, role: Role, wakes: Queue, deadLetters: Queue): Binding => {
  const schedules = local("scheduler", `schedule/${group}/*`);
  return {
    variables: {
      SCHEDULE_GROUP: group,
      SCHEDULE_ROLE_ARN: role.roleArn,
      WAKES_ARN: wakes.queueArn,
      WAKES_DEAD_ARN: deadLetters.queueArn,
    },
    statements: [
      {
        actions: ["scheduler:CreateSchedule", "scheduler:GetSchedule", "scheduler:UpdateSchedule"],
        resources: [schedules.arn],
      },
      {
        actions: ["iam:PassRole"],
        resources: [role.roleArn],
        conditions: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      },
    ],
    wildcards: [{ resource: schedules.nag, why: "Every wake is a schedule of its own; the group is this stage's." }],
  };
};

/** Email from the stage's domains and through its configuration set only. */
export const emails = (configurationSet: string, domains: readonly string[] | undefined): Binding => {
  const set = local("ses", `configuration-set/${configurationSet}`);
  const identities = (domains ?? ["*"]).map((domain) => local("ses", `identity/${domain}`));
  return {
    variables: { CONFIGURATION_SET: configurationSet },
    statements: [{ actions: ["ses:SendRawEmail"], resources: [set.arn, ...identities.map(({ arn }) => arn)] }],
    ...(domains === undefined && {
      wildcards: identities.map(({ nag }) => ({
        resource: nag,
        why: "No senderDomain is set, which is refused in prod: any address verified in this account may be tried out.",
      })),
    }),
  };
};

/**
 * Texts to phone numbers, from the stage's number or sender ID where it has one. Phone numbers have no ARN that could be
 * named, topics have: so it is everything but a topic.
 */
export const texts = (origination?: string): Binding => {
  const { originationNumber, senderId } = textsFrom(origination);
  return {
    variables: {
      ...(originationNumber !== undefined && { SMS_ORIGINATION_NUMBER: originationNumber }),
      ...(senderId !== undefined && { SMS_SENDER_ID: senderId }),
    },
    statements: [{ actions: ["sns:Publish"], notResources: [`arn:${Aws.PARTITION}:sns:*:*:*`] }],
    wildcards: [
      {
        resource: "not-arn:<AWS::Partition>:sns:*:*:*",
        why: "A phone number has no ARN that a policy could name; every topic has one, so everything but topics is phones.",
      },
    ],
  };
};

/** Alerts to support: this one topic. */
export const supportAlerts = (topic: Topic): Binding => ({
  variables: { SUPPORT_TOPIC_ARN: topic.topicArn },
  statements: [{ actions: ["sns:Publish"], resources: [topic.topicArn] }],
});

/** Where the public pages are, for links in messages. */
export const publicPages = (url: string): Binding => ({ variables: { PUBLIC_URL: url }, statements: [] });
