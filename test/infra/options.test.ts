import {
  listOf,
  resourcesOf,
  statementsOf,
  statementsOfFunction,
  synthesise,
  targetOf,
  type Json,
} from "./support/synthesise.ts";

type Templates = ReturnType<typeof synthesise>;

const functionOf = ({ app }: Templates, name: string) =>
  resourcesOf(app, "AWS::Lambda::Function").find(({ FunctionName }) => FunctionName === `comeback-dev-${name}`);
const variablesOf = (templates: Templates, name: string): Json =>
  functionOf(templates, name)?.["Environment"].Variables;
const plain = synthesise();
const production = synthesise({ stage: "prod", senderDomain: "shop.example", kmsKey: "create" });

describe("a domain of one's own for the API", () => {
  const domain = {
    apiDomain: "links.shop.example",
    apiCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
  };
  const templates = synthesise({ ...domain, apiHostedZoneId: "Z0123456789ABC" });
  const behind = synthesise({ ...domain, publicUrl: "https://cdn.shop.example" });
  const [name] = resourcesOf(templates.app, "AWS::ApiGatewayV2::DomainName");

  test("serves the API's only stage under the certificate, with TLS 1.2 at least", () => {
    expect(name).toMatchObject({
      DomainName: "links.shop.example",
      DomainNameConfigurations: [
        { CertificateArn: domain.apiCertificateArn, EndpointType: "REGIONAL", SecurityPolicy: "TLS_1_2" },
      ],
    });
    const [mapping] = resourcesOf(templates.app, "AWS::ApiGatewayV2::ApiMapping");
    const [stage] = resourcesOf(templates.app, "AWS::ApiGatewayV2::Stage");
    expect(mapping).toMatchObject({ DomainName: { Ref: name?.id }, Stage: stage?.["StageName"] });
  });

  test("begins every link, and the address for webhooks", () => {
    for (const sender of ["send-message", "run-chore"])
      expect(JSON.stringify(variablesOf(templates, sender).PUBLIC_URL)).toMatch(new RegExp(`https://.*${name?.id}`));
    const [output] = Object.values(templates.app.findOutputs("WebhookUrl"));
    expect(JSON.stringify(output?.["Value"])).toContain(name?.id);
  });

  test("leaves the API's own address alone, since links that are out already begin with it", () => {
    expect(resourcesOf(templates.app, "AWS::ApiGatewayV2::Api")[0]).not.toHaveProperty("DisableExecuteApiEndpoint");
  });

  test("gets its record in the hosted zone", () => {
    expect(resourcesOf(templates.app, "AWS::Route53::RecordSet")).toEqual([
      expect.objectContaining({
        Name: "links.shop.example",
        Type: "A",
        HostedZoneId: "Z0123456789ABC",
        AliasTarget: {
          DNSName: { "Fn::GetAtt": [name?.id, "RegionalDomainName"] },
          HostedZoneId: { "Fn::GetAtt": [name?.id, "RegionalHostedZoneId"] },
        },
      }),
    ]);
  });

  test("without a hosted zone says which record to make", () => {
    expect(resourcesOf(behind.app, "AWS::Route53::RecordSet")).toEqual([]);
    expect(JSON.stringify(behind.app.toJSON()["Outputs"])).toContain("links.shop.example CNAME ");
  });

  test("gives way to a CDN in front of it", () => {
    expect(variablesOf(behind, "send-message").PUBLIC_URL).toBe("https://cdn.shop.example");
  });
});

test("everybody who is to get the alarms is subscribed", () => {
  const { watch } = synthesise({ alertMail: "ops@shop.example,night@shop.example" });
  expect(resourcesOf(watch, "AWS::SNS::Subscription").map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).toEqual([
    ["email", "ops@shop.example"],
    ["email", "night@shop.example"],
  ]);
});

describe("doors kept warm", () => {
  const templates = synthesise({ provisionedConcurrency: "3" });
  const aliases = resourcesOf(templates.app, "AWS::Lambda::Alias");
  const doors = ["receive-webhook", "public-pages"].map((name) => functionOf(templates, name)?.id);

  test("are the two that somebody waits for, each by an alias of its newest version", () => {
    expect(aliases.map(({ FunctionName }) => targetOf(FunctionName))).toEqual(doors);
    for (const alias of aliases) {
      expect(alias["ProvisionedConcurrencyConfig"]).toEqual({ ProvisionedConcurrentExecutions: 3 });
      const version = resourcesOf(templates.app, "AWS::Lambda::Version").find(
        ({ id }) => id === targetOf(alias["FunctionVersion"]),
      );
      expect(targetOf(version?.["FunctionName"])).toBe(targetOf(alias["FunctionName"]));
    }
  });

  test("are what the API invokes, and may invoke", () => {
    const ids = new Set(aliases.map(({ id }) => id));
    const uris = resourcesOf(templates.app, "AWS::ApiGatewayV2::Integration").map((one) => one["IntegrationUri"].Ref);
    expect(new Set(uris)).toEqual(ids);
    const permissions = resourcesOf(templates.app, "AWS::Lambda::Permission");
    expect(permissions.length).toBeGreaterThan(0);
    expect(new Set(permissions.map(({ FunctionName }) => targetOf(FunctionName)))).toEqual(ids);
  });

  test("keep the alarm on the function, where Lambda counts the errors of every alias", () => {
    for (const name of ["receive-webhook", "public-pages"])
      expect(
        resourcesOf(templates.watch, "AWS::CloudWatch::Alarm").find(
          ({ AlarmName }) => AlarmName === `comeback-dev-${name}-errors`,
        )?.["Dimensions"],
      ).toEqual([{ Name: "FunctionName", Value: `comeback-dev-${name}` }]);
  });

  test("are not there unless asked for", () => {
    expect(resourcesOf(plain.app, "AWS::Lambda::Alias")).toEqual([]);
  });
});

describe("a key of one's own", () => {
  const made = synthesise({ kmsKey: "create" });
  const arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const brought = synthesise({ kmsKey: arn });
  const [key] = resourcesOf(made.data, "AWS::KMS::Key");
  const all = ({ data, app, watch }: Templates, type: string) =>
    [data, app, watch].flatMap((template) => resourcesOf(template, type));

  test.each([
    { type: "AWS::DynamoDB::Table", of: (one: Json) => one["SSESpecification"].KMSMasterKeyId },
    { type: "AWS::Events::EventBus", of: (one: Json) => one["KmsKeyIdentifier"] },
    { type: "AWS::Events::Archive", of: (one: Json) => one["KmsKeyIdentifier"] },
    { type: "AWS::SecretsManager::Secret", of: (one: Json) => one["KmsKeyId"] },
    {
      type: "AWS::S3::Bucket",
      of: (one: Json) =>
        one["BucketEncryption"].ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID,
    },
    { type: "AWS::SNS::Topic", of: (one: Json) => one["KmsMasterKeyId"] },
    { type: "AWS::SQS::Queue", of: (one: Json) => one["KmsMasterKeyId"] },
    { type: "AWS::Logs::LogGroup", of: (one: Json) => one["KmsKeyId"] },
  ])("is what every $type keeps its data under", ({ type, of }) => {
    expect(all(made, type).length).toBeGreaterThan(0);
    for (const one of all(made, type)) expect(JSON.stringify(of(one))).toContain(key?.id);
    for (const one of all(brought, type)) expect(JSON.stringify(of(one))).toContain("1234abcd-12ab");
  });

  test("is the only key there is, turns every year, and stays with the data in prod", () => {
    expect(all(made, "AWS::KMS::Key")).toEqual([
      expect.objectContaining({ EnableKeyRotation: true, DeletionPolicy: "Delete" }),
    ]);
    expect(all(brought, "AWS::KMS::Key")).toEqual([]);
    expect(all(production, "AWS::KMS::Key")).toEqual([expect.objectContaining({ DeletionPolicy: "Retain" })]);
  });

  const allowed = (sid: string): Json => key?.["KeyPolicy"].Statement.find(({ Sid }: Json) => Sid === sid);

  test("may be used by the services that reach queues and topics, in the name of this account only", () => {
    const services = ["cloudwatch", "events", "ses", "sms-voice", "sns"].map((name) => `${name}.amazonaws.com`);
    expect(allowed("EncryptedQueuesAndTopics")).toMatchObject({
      Principal: { Service: services },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
    });
  });

  test("may be used by EventBridge to keep the events of the stage's bus", () => {
    const { Condition, ...statement } = allowed("EventsAndTheirArchive");
    expect(statement).toMatchObject({
      Principal: { Service: "events.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
    });
    expect(JSON.stringify(Condition)).toMatch(
      /kms:EncryptionContext:aws:events:event-bus:arn.*:event-bus\/comeback-dev"/,
    );
  });

  test("may be used by CloudWatch Logs for the log groups of the stage only", () => {
    const groups = all(made, "AWS::Logs::LogGroup").map(({ LogGroupName }) => String(LogGroupName));
    const prefixes = listOf<Json>(allowed("Logs").Condition.ArnLike["kms:EncryptionContext:aws:logs:arn"]).map((one) =>
      String(one["Fn::Join"][1].at(-1)).replace(":log-group:", "").replace("*", ""),
    );
    expect(prefixes).toEqual(["/comeback/dev/", "/aws/vendedlogs/comeback/dev/"]);
    for (const group of groups) expect(prefixes.some((prefix) => group.startsWith(prefix))).toBe(true);
  });

  const keepers = new Set(["dynamodb", "events", "s3", "secretsmanager", "sns", "sqs"]);
  const actionsOf = (statements: readonly Json[]) => statements.flatMap(({ Action }) => listOf<string>(Action));
  const through = (statements: readonly Json[]): readonly string[] => [
    ...// What reads a queue by an event source may decrypt without saying by way of what: CDK grants it so.
    (statements.some(({ Condition, Action }) => Condition === undefined && Action === "kms:Decrypt") ? ["sqs"] : []),
    ...statements
      .filter(({ Condition }) => Condition?.StringEquals?.["kms:ViaService"] !== undefined)
      .flatMap(({ Condition }) => listOf<Json>(Condition.StringEquals["kms:ViaService"]))
      .map((one) => String(one["Fn::Join"][1][0]).replace(/\.$/, "")),
  ];

  test.each([
    { which: "made here", templates: made, isKey: (one: Json) => JSON.stringify(one).includes("ImportValue") },
    { which: "brought along", templates: brought, isKey: (one: Json) => one === arn },
  ])("$which, is open to every role for just the services it uses", ({ templates, isKey }) => {
    const roles = resourcesOf(templates.app, "AWS::IAM::Role");
    expect(roles.length).toBeGreaterThan(10);
    for (const { id } of roles) {
      const statements = statementsOf(templates.app, id);
      const used = actionsOf(statements).map((action) => action.split(":")[0] ?? "");
      expect([...new Set(through(statements))].sort()).toEqual(
        [...new Set(used.filter((service) => keepers.has(service)))].sort(),
      );
      for (const { Resource } of statements.filter(({ Action }) => actionsOf([{ Action }]).includes("kms:Decrypt")))
        expect(isKey(Resource)).toBe(true);
    }
  });

  test("is asked for by no role where there is none", () => {
    const policies = JSON.stringify(resourcesOf(plain.app, "AWS::IAM::Policy"));
    expect(policies).not.toContain("kms:");
    expect(resourcesOf(plain.data, "AWS::KMS::Key")).toEqual([]);
  });
});

const brought = synthesise({ configurationSet: "newsletters", senderDomain: "shop.example" });

describe("a configuration set brought along", () => {
  const templates = brought;

  test("is used as it is, and tells what becomes of mails", () => {
    expect(resourcesOf(templates.app, "AWS::SES::ConfigurationSet")).toEqual([]);
    expect(resourcesOf(templates.app, "AWS::SES::ConfigurationSetEventDestination")).toEqual([
      expect.objectContaining({ ConfigurationSetName: "newsletters" }),
    ]);
  });

  test("is the one that mails go through, may go through, and are known by", () => {
    expect(variablesOf(templates, "send-message").CONFIGURATION_SET).toBe("newsletters");
    const grant = statementsOfFunction(templates.app, "send-message").find(
      ({ Action }) => Action === "ses:SendRawEmail",
    );
    expect(JSON.stringify(grant.Resource)).toContain(":configuration-set/newsletters");
    expect(JSON.stringify(grant.Resource)).not.toContain("comeback-dev");
    const rule = resourcesOf(templates.app, "AWS::Events::Rule").find(({ Name }) => Name === "comeback-dev-ses-events");
    expect(rule?.["EventPattern"].detail.mail.tags).toEqual({ "ses:configuration-set": ["newsletters"] });
  });
});

test.each([
  { origination: "+15555550100", variable: "SMS_ORIGINATION_NUMBER" },
  { origination: "SHOP24", variable: "SMS_SENDER_ID" },
])("texts go out from $origination, which both senders are told as $variable", ({ origination, variable }) => {
  const templates = synthesise({ smsOrigination: origination });
  for (const name of ["send-message", "run-chore"]) {
    const told = Object.entries(variablesOf(templates, name)).filter(([one]) => one.startsWith("SMS_"));
    expect(told).toEqual([[variable, origination]]);
  }
});

test("SES forgets a sender domain with the stage, but not in prod: made again it would have other DKIM records", () => {
  const policy = (templates: Templates) => resourcesOf(templates.app, "AWS::SES::EmailIdentity")[0]?.["DeletionPolicy"];
  expect(policy(production)).toBe("Retain");
  expect(resourcesOf(brought.app, "AWS::SES::EmailIdentity")).toHaveLength(1);
  expect(policy(brought)).toBeUndefined();
});

test("no two stages name anything alike, so they live in one account", () => {
  const isName =
    /^(AlarmName|ApiName|ArchiveName|DashboardName|FunctionName|GroupName|LogGroupName|Name|QueueName|TableName|TopicName|AliasName|BucketName)$/;
  const namesOf = (stage: string): readonly string[] => {
    const options = { stage, kmsKey: "create", senderDomain: `${stage}.example` };
    return Object.values(synthesise(options)).flatMap((template) =>
      Object.entries(template.toJSON()["Resources"]).flatMap(([, { Type, Properties }]: [string, Json]) =>
        Object.entries(Properties ?? {})
          .filter(([name]) => isName.test(name))
          .filter(([, value]) => typeof value === "string")
          .map(([name, value]) => `${Type} ${name} ${String(value)}`),
      ),
    );
  };
  const dev = new Set(namesOf("dev"));
  expect(dev.size).toBeGreaterThan(80);
  expect(namesOf("test").filter((name) => dev.has(name))).toEqual([]);
});
