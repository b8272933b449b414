import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  listOf,
  prod,
  resourcesOf,
  root,
  statementsOfFunction,
  synthesise,
  targetOf,
  type Json,
} from "./support/synthesise.ts";

const { app } = synthesise();
const functions = resourcesOf(app, "AWS::Lambda::Function");
const named = (name: string) => functions.find(({ FunctionName }) => FunctionName === `comeback-dev-${name}`);

const schedulesVariables = ["SCHEDULE_GROUP", "SCHEDULE_ROLE_ARN", "WAKES_ARN", "WAKES_DEAD_ARN", "WAKES_URL"];
const common = ["SECRET_ID", "STAGE", "TABLE_NAME"];

const expected = [
  {
    name: "receive-webhook",
    variables: [...common, "BUCKET_NAME", "BUS_NAME"],
  },
  {
    name: "public-pages",
    variables: [...common, "WAKES_URL", "BUS_NAME", "BUCKET_NAME"],
  },
  {
    name: "update-profile",
    variables: [...common, "BUS_NAME"],
  },
  {
    name: "update-catalogue",
    variables: ["STAGE", "TABLE_NAME"],
  },
  {
    name: "enroll",
    variables: [...common, ...schedulesVariables],
  },
  {
    name: "advance-run",
    variables: [...common, ...schedulesVariables, "OUTBOX_URL"],
  },
  {
    name: "send-message",
    variables: [...common, "CONFIGURATION_SET", "OUTBOX_URL", "PUBLIC_URL", "SUPPORT_TOPIC_ARN", "WAKES_URL"],
  },
  {
    name: "run-chore",
    variables: [...common, "BUCKET_NAME", "CHORES_URL", "PUBLIC_URL", "SUPPORT_TOPIC_ARN"],
  },
  {
    name: "sweep",
    variables: ["STAGE", "TABLE_NAME", "OUTBOX_URL", "WAKES_URL"],
  },
];

test("there are exactly the named functions", () => {
  expect(functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(
    expected.map(({ name }) => `comeback-dev-${name}`).sort(),
  );
});

describe.each(expected)("$name", ({ name, variables }) => {
  test("runs on Node 24 on arm64", () => {
    expect(named(name)).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" });
  });

  test("logs to a group of its own that forgets after 30 days", () => {
    const group = targetOf(named(name)?.["LoggingConfig"].LogGroup);
    const found = resourcesOf(app, "AWS::Logs::LogGroup").find(({ id }) => id === group);
    expect(found).toMatchObject({ LogGroupName: `/comeback/dev/${name}`, RetentionInDays: 30 });
  });

  test("is told exactly what it needs", () => {
    expect(Object.keys(named(name)?.["Environment"].Variables).sort()).toEqual([...variables].sort());
  });

  test("does not start without any of what it is told, and asks for nothing else", () => {
    const bundle = join(root, "dist/functions", name, "index.js");
    const { stderr } = spawnSync(process.execPath, ["-e", "require(process.argv[1])", bundle], {
      env: { AWS_LAMBDA_FUNCTION_NAME: name },
      encoding: "utf8",
    });
    const [, asked = ""] = /Error: The environment of [\w-]+ is not as it needs: (.*)/.exec(stderr) ?? [];
    expect(
      asked
        .split("; ")
        .map((one) => one.split(":")[0])
        .sort(),
    ).toEqual([...variables].sort());
  });

  test("is deployed as the build made it", () => {
    const metafile = JSON.parse(readFileSync(join(root, "dist/meta.json"), "utf8"));
    const outputs = Object.keys(metafile.outputs).filter((file) => file.endsWith(`functions/${name}/index.js`));
    expect(outputs).toHaveLength(1);
  });
});

test("send-message and run-chore may publish to the support topic and to no other, and nobody else may", () => {
  const publishing = resourcesOf(app, "AWS::IAM::Policy")
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action, Resource }) => listOf(Action).includes("sns:Publish") && Resource !== undefined);
  const told = named("send-message")?.["Environment"].Variables.SUPPORT_TOPIC_ARN;
  expect(JSON.stringify(told)).toMatch(/ImportValue.*RefSupportTopic/);
  const allowed = { Action: "sns:Publish", Effect: "Allow", Resource: told };
  expect(publishing).toEqual([allowed, allowed]);
  for (const name of ["send-message", "run-chore"]) expect(statementsOfFunction(app, name)).toContainEqual(allowed);
});

test("mail goes from the named domains through the stage's configuration set only", () => {
  const { app: withDomains } = synthesise({ ...prod, senderDomain: "shop.example,other.example" });
  const mail = statementsOfFunction(withDomains, "send-message", "prod").find(
    ({ Action }) => Action === "ses:SendRawEmail",
  );
  const resources = mail.Resource.map((resource: Json) => resource["Fn::Join"][1].at(-1));
  expect(resources.sort()).toEqual([
    ":configuration-set/comeback-prod",
    ":identity/other.example",
    ":identity/shop.example",
  ]);
});

test("schedules may be made in the stage's group only, and run under a role that may only put wakes", () => {
  const statements = statementsOfFunction(app, "advance-run");
  const make = statements.find(({ Action }) => listOf(Action).includes("scheduler:CreateSchedule"));
  expect(make.Resource["Fn::Join"][1].at(-1)).toBe(":schedule/comeback-dev/*");
  const pass = statements.find(({ Action }) => Action === "iam:PassRole");
  expect(pass.Condition).toEqual({ StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } });
  const role = targetOf(pass.Resource);
  const policy = resourcesOf(app, "AWS::IAM::Policy").find(({ Roles }) => targetOf(Roles[0]) === role);
  const queues = resourcesOf(app, "AWS::SQS::Queue");
  const [statement, ...others] = policy?.["PolicyDocument"].Statement;
  expect(others).toEqual([]);
  expect(statement.Action).toBe("sqs:SendMessage");
  expect(
    statement.Resource.map((one: Json) => queues.find(({ id }) => id === targetOf(one))?.["QueueName"]).sort(),
  ).toEqual(["comeback-dev-wakes", "comeback-dev-wakes-dead"]);
});

test("no variable holds a secret, only where it is kept", () => {
  const variables = functions.flatMap(({ Environment }) => Object.entries(Environment.Variables));
  expect(JSON.stringify(variables)).not.toMatch(/resolve:|SecretString/);
  const ids = variables.filter(([name]) => name === "SECRET_ID").map(([, value]) => JSON.stringify(value));
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/ImportValue.*RefSecret/);
});

test("the links in messages begin with the API's address, or with the operator's own", () => {
  const variable = (template: typeof app, stage: string) =>
    resourcesOf(template, "AWS::Lambda::Function").find(
      ({ FunctionName }) => FunctionName === `comeback-${stage}-send-message`,
    )?.["Environment"].Variables.PUBLIC_URL;
  expect(JSON.stringify(variable(app, "dev"))).toContain("ApiEndpoint");
  expect(variable(synthesise({ publicUrl: "https://links.shop.example" }).app, "dev")).toBe(
    "https://links.shop.example",
  );
});

test("the sweep runs every hour, and what it could not do is kept", () => {
  const [schedule] = resourcesOf(app, "AWS::Scheduler::Schedule");
  const dead = resourcesOf(app, "AWS::SQS::Queue").find(({ QueueName }) => QueueName === "comeback-dev-sweep-dead");
  expect(schedule).toMatchObject({ ScheduleExpression: "rate(1 hour)", FlexibleTimeWindow: { Mode: "OFF" } });
  expect(targetOf(schedule?.["Target"].Arn)).toBe(named("sweep")?.id);
  expect(targetOf(schedule?.["Target"].DeadLetterConfig.Arn)).toBe(dead?.id);
  expect(targetOf(named("sweep")?.["DeadLetterConfig"].TargetArn)).toBe(dead?.id);
});
