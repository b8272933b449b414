import { DynamoDBClient, UpdateContinuousBackupsCommand, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { CreateArchiveCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { PutBucketLifecycleConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESClient, VerifyDomainIdentityCommand } from "@aws-sdk/client-ses";
import * as z from "zod";
import { names } from "../../infra/names.ts";
import { readTemplate, type Taken } from "./assembly.ts";
import { callQuery, elements, resourcesOf } from "./aws.ts";
import { bucketName } from "./bucket.ts";
import { senderDomain, stage } from "./cdk.ts";
import { account, region } from "./surroundings.ts";

const name = names(stage);

const Table = z.object({
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }),
  PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }),
});
const Archive = z.object({
  ArchiveName: z.string(),
  Description: z.string(),
  EventPattern: z.record(z.string(), z.unknown()),
  RetentionDays: z.number(),
});
const Bucket = z.object({
  LifecycleConfiguration: z.object({ Rules: z.array(z.object({ ExpirationInDays: z.number(), Status: z.string() })) }),
});

/** The properties of the only resource of a type in a template. */
const only = async <T>(assembly: string, stack: string, type: string, schema: z.ZodType<T>): Promise<T> => {
  const { Resources } = await readTemplate(assembly, stack);
  const [found, ...others] = Object.values(Resources).filter((resource) => resource.Type === type);
  if (found === undefined || others.length > 0) throw new Error(`${stack} should have one ${type}`);
  return schema.parse(found.Properties);
};

const settleTable = async (assembly: string): Promise<void> => {
  const client = new DynamoDBClient();
  const properties = await only(assembly, `comeback-${stage}-data`, "AWS::DynamoDB::Table", Table);
  const { TimeToLiveSpecification, PointInTimeRecoverySpecification } = properties;
  await client.send(new UpdateTimeToLiveCommand({ TableName: name.table, TimeToLiveSpecification }));
  await client.send(new UpdateContinuousBackupsCommand({ TableName: name.table, PointInTimeRecoverySpecification }));
};

const settleBucket = async (assembly: string): Promise<void> => {
  const { LifecycleConfiguration } = await only(assembly, `comeback-${stage}-data`, "AWS::S3::Bucket", Bucket);
  await new S3Client().send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: bucketName,
      LifecycleConfiguration: {
        Rules: LifecycleConfiguration.Rules.map(({ ExpirationInDays }) => ({
          Status: "Enabled",
          Filter: { Prefix: "" },
          Expiration: { Days: ExpirationInDays },
        })),
      },
    }),
  );
};

/** Makes what was taken out of the templates. */
const makeTaken = async (taken: readonly Taken[]): Promise<void> => {
  for (const { Type, Properties } of taken) {
    if (Type !== "AWS::Events::Archive") throw new Error(`${Type} was taken out, and nothing is put in its place`);
    const { ArchiveName, Description, EventPattern, RetentionDays } = Archive.parse(Properties);
    await new EventBridgeClient().send(
      new CreateArchiveCommand({
        ArchiveName,
        Description,
        RetentionDays,
        EventPattern: JSON.stringify(EventPattern),
        EventSourceArn: `arn:aws:events:${region}:${account}:event-bus/${name.bus}`,
      }),
    );
  }
};

const documentIn = (answer: string): string => decodeURIComponent(elements(answer, "PolicyDocument").join(""));

/** Names in grants that mean something else here than on AWS, each with the reason. */
const misread = async (): Promise<readonly { readonly on: string; readonly here: string; readonly why: string }[]> => {
  const { ARN = "" } = await new SecretsManagerClient().send(new DescribeSecretCommand({ SecretId: name.secret }));
  const schedules = `arn:aws:scheduler:${region}:${account}:schedule`;
  return [
    { on: name.secret, here: ARN, why: "Ref of a secret is its name here, its ARN on AWS" },
    {
      on: `${schedules}/${name.scheduleGroup}/*`,
      here: `${schedules}/default/*`,
      why: "its IAM takes every schedule for one of the default group",
    },
    {
      on: `arn:aws:ses:${region}:${account}:identity/${senderDomain}`,
      here: "*",
      why: "its IAM does not know which identity a mail is sent from",
    },
  ];
};

/** Says the same in the emulator's words. Again after each deploy, which writes the policies anew. */
export const settleGrants = async (): Promise<readonly string[]> => {
  const words = (await misread()).map((word) => ({ ...word, grants: 0 }));
  for (const { type, physicalId: role } of await resourcesOf(`comeback-${stage}-app`)) {
    if (type !== "AWS::IAM::Role") continue;
    const policies = await callQuery("iam", "ListRolePolicies", { RoleName: role });
    for (const policy of elements(policies, "member")) {
      const found = documentIn(await callQuery("iam", "GetRolePolicy", { RoleName: role, PolicyName: policy }));
      let meant = found;
      for (const word of words) {
        if (!meant.includes(JSON.stringify(word.on))) continue;
        meant = meant.replaceAll(JSON.stringify(word.on), JSON.stringify(word.here));
        word.grants += 1;
      }
      if (meant !== found)
        await callQuery("iam", "PutRolePolicy", { RoleName: role, PolicyName: policy, PolicyDocument: meant });
    }
  }
  return words.map(({ why, grants }) => `AWS::IAM::Policy: ${grants} grants said anew, because ${why}`);
};

/** What MiniStack's CloudFormation drops without a word, by API, from the very template. Told line by line. */
export const settle = async (assembly: string, taken: readonly Taken[]): Promise<readonly string[]> => {
  await makeTaken(taken);
  await settleTable(assembly);
  await settleBucket(assembly);
  await new SESClient().send(new VerifyDomainIdentityCommand({ Domain: senderDomain }));
  return [
    ...taken.map(({ Type, id }) => `${Type} ${id}: made by API`),
    "AWS::DynamoDB::Table: time to live and point-in-time recovery switched on",
    "AWS::S3::Bucket: lifecycle rules put",
    ...(await settleGrants()),
    `SES: ${senderDomain} verified, as an operator brings it along`,
  ];
};
