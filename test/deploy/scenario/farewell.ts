import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteArchiveCommand,
  EventBridgeClient,
  ListArchivesCommand,
  ListEventBusesCommand,
  ListRulesCommand,
} from "@aws-sdk/client-eventbridge";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { ListScheduleGroupsCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListConfigurationSetsCommand, SESClient } from "@aws-sdk/client-ses";
import { ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { names } from "../../../infra/names.ts";
import { call, callQuery, elements } from "../aws.ts";
import { emptyBucket } from "../bucket.ts";
import { destroy, stage } from "../cdk.ts";
import { say, step } from "../report.ts";

const prefix = `comeback-${stage}`;
const stacks = [`${prefix}-watch`, `${prefix}-app`, `${prefix}-data`];

const Functions = z.object({ Functions: z.array(z.object({ FunctionName: z.string() })) });
const Apis = z.object({ items: z.array(z.object({ name: z.string() })) });
const LogGroups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) });

const logGroups = async (): Promise<readonly string[]> => {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "Logs_20140328.DescribeLogGroups" };
  const answer = LogGroups.parse(JSON.parse(await call({ service: "logs", headers, body: "{}" })));
  return answer.logGroups.map(({ logGroupName }) => logGroupName);
};

/** Everything in the account that bears the stage's name, by what it is. */
const leftovers = async (): Promise<readonly string[]> => {
  const events = new EventBridgeClient();
  const rules = async () => (await events.send(new ListRulesCommand({}))).Rules ?? [];
  const found: Readonly<Record<string, readonly (string | undefined)[]>> = {
    table: (await new DynamoDBClient().send(new ListTablesCommand({}))).TableNames ?? [],
    queue: (await new SQSClient().send(new ListQueuesCommand({}))).QueueUrls ?? [],
    topic: ((await new SNSClient().send(new ListTopicsCommand({}))).Topics ?? []).map(({ TopicArn }) => TopicArn),
    bus: ((await events.send(new ListEventBusesCommand({}))).EventBuses ?? []).map(({ Name }) => Name),
    archive: ((await events.send(new ListArchivesCommand({}))).Archives ?? []).map(({ ArchiveName }) => ArchiveName),
    rule: (await rules()).map(({ Name }) => Name),
    bucket: ((await new S3Client().send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name),
    secret: ((await new SecretsManagerClient().send(new ListSecretsCommand({}))).SecretList ?? []).map(
      ({ Name }) => Name,
    ),
    schedule: ((await new SchedulerClient().send(new ListSchedulesCommand({}))).Schedules ?? []).map(
      ({ Name, GroupName }) => `${GroupName}/${Name}`,
    ),
    "schedule group": ((await new SchedulerClient().send(new ListScheduleGroupsCommand({}))).ScheduleGroups ?? []).map(
      ({ Name }) => Name,
    ),
    "configuration set": (
      (await new SESClient().send(new ListConfigurationSetsCommand({}))).ConfigurationSets ?? []
    ).map(({ Name }) => Name),
    // Their times are not as the SDK wants them.
    alarm: elements(await callQuery("monitoring", "DescribeAlarms"), "AlarmName"),
    dashboard: elements(await callQuery("monitoring", "ListDashboards"), "DashboardName"),
    function: Functions.parse(
      JSON.parse(await call({ service: "lambda", method: "GET", path: "/2015-03-31/functions" })),
    ).Functions.map(({ FunctionName }) => FunctionName),
    api: Apis.parse(JSON.parse(await call({ service: "apigateway", method: "GET", path: "/v2/apis" }))).items.map(
      (api) => api.name,
    ),
    role: elements(await callQuery("iam", "ListRoles"), "RoleName"),
    "log group": await logGroups(),
  };
  return Object.entries(found).flatMap(([what, all]) =>
    all.filter((one) => one?.includes(prefix) || one?.includes(`comeback/${stage}`)).map((one) => `${what} ${one}`),
  );
};

const stillThere = async (stack: string): Promise<boolean> => {
  const client = new CloudFormationClient();
  const found = await client.send(new DescribeStacksCommand({ StackName: stack })).catch(() => undefined);
  return found?.Stacks?.some(({ StackStatus }) => StackStatus !== "DELETE_COMPLETE") ?? false;
};

const deleteStacks = async (): Promise<void> => {
  const client = new CloudFormationClient();
  for (const stack of stacks) {
    if (!(await stillThere(stack))) continue;
    await client.send(new DeleteStackCommand({ StackName: stack }));
    await waitUntilStackDeleteComplete({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 2 }, { StackName: stack });
  }
};

/** So many kinds of things a stage consists of; fewer before it is destroyed, and nothing could be found afterwards. */
const kinds = 17;

/** Takes everything away again. */
export const farewell = async (assembly: string): Promise<void> => {
  const before = new Set((await leftovers()).map((line) => line.slice(0, line.lastIndexOf(" "))));
  if (before.size !== kinds)
    throw new Error(`A stage has ${kinds} kinds of things, seen are ${[...before].join(", ")}`);
  await step("the stacks are destroyed", async () => {
    await emptyBucket();
    const { done, said } = await destroy(assembly);
    if (done) return;
    say(`      cdk destroy does not go through here, the stacks are deleted by API: ${said.trim().split("\n").at(-1)}`);
    await deleteStacks();
  });
  await step("nothing is left: a stage that is not prod retains nothing", async () => {
    // It is no part of the stack here, since it was made by API.
    await new EventBridgeClient().send(new DeleteArchiveCommand({ ArchiveName: names(stage).archive }));
    const left = await leftovers();
    if (left.length > 0) throw new Error(`Left behind:\n${left.join("\n")}`);
  });
};
