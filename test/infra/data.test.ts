import { prod, resourcesOf, synthesise, targetOf } from "./support/synthesise.ts";

const dev = synthesise().data;
const production = synthesise(prod).data;
const stages = [
  { stage: "dev", template: dev },
  { stage: "prod", template: production },
];

describe.each(stages)("in $stage", ({ template }) => {
  const [table] = resourcesOf(template, "AWS::DynamoDB::Table");

  test("the table is paid per request", () => {
    expect(table?.["BillingMode"]).toBe("PAY_PER_REQUEST");
    expect(table).not.toHaveProperty("ProvisionedThroughput");
  });

  test("the table can be set back to any second", () => {
    expect(table?.["PointInTimeRecoverySpecification"].PointInTimeRecoveryEnabled).toBe(true);
  });

  test("the table forgets items by their ttl", () => {
    expect(table?.["TimeToLiveSpecification"]).toEqual({ AttributeName: "ttl", Enabled: true });
  });

  test("the table is encrypted", () => {
    expect(table?.["SSESpecification"]).toEqual({ SSEEnabled: true });
  });

  test("the table has the keys and the index that the store reads", () => {
    expect(table?.["KeySchema"]).toEqual([
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ]);
    expect(table?.["GlobalSecondaryIndexes"]).toEqual([
      {
        IndexName: "due",
        KeySchema: [
          { AttributeName: "duePk", KeyType: "HASH" },
          { AttributeName: "dueAt", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "ALL" },
      },
    ]);
  });

  test("the archive keeps every event for 30 days", () => {
    const [archive] = resourcesOf(template, "AWS::Events::Archive");
    expect(archive).toMatchObject({ RetentionDays: 30, EventPattern: { source: ["comeback.storefront"] } });
  });

  test("there is one secret, its root made by AWS, its stores empty", () => {
    const secrets = resourcesOf(template, "AWS::SecretsManager::Secret");
    expect(secrets).toHaveLength(1);
    expect(secrets[0]).not.toHaveProperty("SecretString");
    expect(secrets[0]?.["GenerateSecretString"]).toMatchObject({
      GenerateStringKey: "root",
      SecretStringTemplate: JSON.stringify({ stores: {} }),
      PasswordLength: 64,
    });
  });

  test("rejected bodies are private, encrypted and gone after 30 days", () => {
    const [bucket] = resourcesOf(template, "AWS::S3::Bucket");
    expect(bucket?.["LifecycleConfiguration"].Rules).toContainEqual(
      expect.objectContaining({ ExpirationInDays: 30, Status: "Enabled" }),
    );
    expect(bucket?.["BucketEncryption"].ServerSideEncryptionConfiguration).toHaveLength(1);
    expect(Object.values(bucket?.["PublicAccessBlockConfiguration"])).toEqual([true, true, true, true]);
    const [policy] = resourcesOf(template, "AWS::S3::BucketPolicy");
    expect(policy?.["PolicyDocument"].Statement).toContainEqual(
      expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    );
  });
});

describe("the support topic", () => {
  const [topic] = resourcesOf(dev, "AWS::SNS::Topic");

  test("is encrypted", () => {
    expect(JSON.stringify(topic?.["KmsMasterKeyId"])).toContain("alias/aws/sns");
  });

  test("takes TLS only, and opens itself to nobody outside the account", () => {
    const policies = resourcesOf(dev, "AWS::SNS::TopicPolicy");
    expect(policies.map(({ Topics }) => Topics.map(targetOf))).toEqual([[topic?.id]]);
    expect(policies[0]?.["PolicyDocument"].Statement).toEqual([
      expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    ]);
  });

  test("has every mailbox of support subscribed, and nobody when none is set", () => {
    const { data } = synthesise({ supportMail: "help@shop.example,cafe-9x@chat.example" });
    expect(resourcesOf(data, "AWS::SNS::Subscription")).toEqual([
      expect.objectContaining({ Protocol: "email", Endpoint: "help@shop.example" }),
      expect.objectContaining({ Protocol: "email", Endpoint: "cafe-9x@chat.example" }),
    ]);
    expect(resourcesOf(dev, "AWS::SNS::Subscription")).toEqual([]);
  });

  test("is told to whoever deploys, with how to subscribe a chat", () => {
    const [output] = Object.values(dev.findOutputs("SupportTopicArn"));
    expect(targetOf(output?.["Value"])).toBe(topic?.id);
    expect(output?.["Description"]).toMatch(/chat .*aws sns subscribe/);
  });
});

test("the table is protected from deletion in prod, and only there", () => {
  expect(resourcesOf(production, "AWS::DynamoDB::Table")[0]?.["DeletionProtectionEnabled"]).toBe(true);
  expect(resourcesOf(dev, "AWS::DynamoDB::Table")[0]?.["DeletionProtectionEnabled"]).toBe(false);
});

test.each([
  "AWS::DynamoDB::Table",
  "AWS::SecretsManager::Secret",
  "AWS::S3::Bucket",
  "AWS::Events::EventBus",
  "AWS::Events::Archive",
  "AWS::SNS::Topic",
])("%s outlives its stack in prod and goes with it in dev", (type) => {
  const kept = { DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" };
  const gone = { DeletionPolicy: "Delete", UpdateReplacePolicy: "Delete" };
  expect(resourcesOf(production, type)).toEqual([expect.objectContaining(kept)]);
  expect(resourcesOf(dev, type)).toEqual([expect.objectContaining(gone)]);
});
