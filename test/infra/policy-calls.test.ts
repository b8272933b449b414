import type { Template } from "aws-cdk-lib/assertions";
import { type Call, portsGivenTo } from "./support/calls-of-ports.ts";
import { functionNames, readCode } from "./support/code.ts";
import { type Member, portsUsedBy } from "./support/ports-used.ts";
import { createResolver } from "./support/resolve.ts";
import { type Json, listOf, resourcesOf, statementsOf, synthesise, targetOf } from "./support/synthesise.ts";
import { variants } from "./support/variants.ts";

/** What IAM calls the service of a client, where it is another name. */
const prefixes: Readonly<Record<string, string>> = { eventbridge: "events", "secrets-manager": "secretsmanager" };
/** The type of each port, as shared/platform/all-ports.ts has it. */
const typeOf: Readonly<Record<string, string>> = {
  table: "Table",
  bus: "Bus",
  wakes: "Queue",
  outbox: "Queue",
  chores: "Queue",
  scheduler: "Scheduler",
  email: "EmailSender",
  text: "TextSender",
  support: "SupportSender",
  blobs: "Blobs",
  secrets: "Secrets",
};
/** Services that keep something under the stage's own key where it has one; whoever calls them must be let to use it. */
const keeping = new Set(["dynamodb", "events", "s3", "secretsmanager", "sns", "sqs"]);

const code = readCode();

type Needed = { readonly port: string; readonly call: Call };

/** What each function's code calls: of the ports it is given those methods that are used from its `create` on. */
const neededBy = (name: string): readonly Needed[] => {
  const path = `functions/${name}/index.ts`;
  const used = portsUsedBy(code, code.declared(path, "create"));
  const isUsed = (port: string, method: string): boolean => {
    const member: Member = method === "" ? `Ports.${port}` : `${typeOf[port] ?? "?"}.${method}`;
    return used.has(`Ports.${port}`) && used.has(member);
  };
  return portsGivenTo(code, path).flatMap(({ port, calls }) =>
    [...calls].flatMap(([method, made]) => (isUsed(port, method) ? made.map((call) => ({ port, call })) : [])),
  );
};

/** What a port reaches, by the names of the stage. */
const reachedBy = (port: string, { index }: Call, stage: string): string => {
  const prefix = `comeback-${stage}`;
  switch (port) {
    case "table":
      return index ? `Table ${prefix}/index/due` : `Table ${prefix}`;
    case "bus":
      return `EventBus ${prefix}`;
    case "scheduler":
      return `arn:aws:scheduler:REGION:ACCOUNT:schedule/${prefix}/*`;
    case "secrets":
    case "forgetSecrets":
      return `Secret comeback/${stage}`;
    case "support":
      return `Topic ${prefix}-support`;
    case "text":
      return "not arn:aws:sns:*:*:*";
    case "email":
      return "SES";
    case "blobs":
      return `${prefix}-rejected`;
    default:
      return `Queue ${prefix}-${port}`;
  }
};

const actionOf = ({ service, operation }: Call): string => `${prefixes[service] ?? service}:${operation}`;

/** Folders of the bucket and identities of SES are promises of their own (policy.test.ts, functions.test.ts). */
const coarse = (resource: string): string =>
  resource.startsWith("arn:aws:ses:")
    ? "SES"
    : (/^arn:aws:s3:::(.+)-ACCOUNT-REGION\/(?:rejected|exports)\/\*$/.exec(resource)?.[1] ?? resource);

type Stage = { readonly app: Template; readonly resolve: (value: Json) => string; readonly stage: string };

const functionIn = ({ app, stage }: Stage, name: string): Json =>
  resourcesOf(app, "AWS::Lambda::Function").find(({ FunctionName }) => FunctionName === `comeback-${stage}-${name}`);

const grantedTo = (at: Stage, name: string): readonly string[] =>
  statementsOf(at.app, targetOf(functionIn(at, name).Role)).flatMap((statement) => {
    expect(statement.Effect).toBe("Allow");
    const { Action, Resource, NotResource, Condition } = statement;
    const through = Condition?.StringEquals?.["kms:ViaService"];
    const resources =
      through === undefined
        ? listOf<Json>(Resource ?? NotResource).map((one) => (Resource ? "" : "not ") + coarse(at.resolve(one)))
        : listOf<Json>(through).map((one) => `a key through ${at.resolve(one).split(".")[0]}`);
    return listOf<string>(Action).flatMap((action) => resources.map((resource) => `${action} ${resource}`));
  });

/** What Lambda itself does in the function's name: it logs, reads its queue, keeps what failed for good. */
const neededByLambda = (at: Stage, name: string): readonly string[] => {
  const { id, LoggingConfig, DeadLetterConfig } = functionIn(at, name);
  const log = ["logs:CreateLogStream", "logs:PutLogEvents"].map(
    (action) => `${action} ${at.resolve(LoggingConfig.LogGroup)}`,
  );
  const reads = resourcesOf(at.app, "AWS::Lambda::EventSourceMapping")
    .filter(({ FunctionName }) => targetOf(FunctionName) === id)
    .flatMap(({ EventSourceArn }) =>
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
      ["DeleteMessage", "GetQueueAttributes", "ReceiveMessage"].map(
        (one) => `sqs:${one} ${at.resolve(EventSourceArn)}`,
      ),
    );
  return [...log, ...reads, ...(DeadLetterConfig ? [`sqs:SendMessage ${at.resolve(DeadLetterConfig.TargetArn)}`] : [])];
};

/** Whoever makes a schedule hands it the role it runs under. */
const handsARole = ({ call }: Needed): boolean => /^(Create|Update)Schedule$/.test(call.operation);

const keyActions = (service: string): readonly string[] => [
  ...["Decrypt", "GenerateDataKey"],
  ...(service === "dynamodb" ? ["DescribeKey", "Encrypt", "ReEncryptFrom", "ReEncryptTo"] : []),
];

const needs = new Map(functionNames.map((name) => [name, neededBy(name)]));

test.each(functionNames)("%s is given no port that it does not use", (name) => {
  const given = portsGivenTo(code, `functions/${name}/index.ts`).map(({ port }) => port);
  expect([...new Set(needs.get(name)?.map(({ port }) => port))].sort()).toEqual(given.sort());
});

describe.each(variants)("in $title", ({ context }) => {
  const { app, data, watch } = synthesise(context);
  const { resolve } = createResolver([app, data, watch]);
  const stage = context["stage"] ?? "dev";
  const at: Stage = { app, stage, resolve: (value) => resolve(app, value) };

  test.each(functionNames)("%s may do what its code calls, no less and no more", (name) => {
    const called = needs.get(name) ?? [];
    const expected = [
      ...called.map(({ port, call }) => `${actionOf(call)} ${reachedBy(port, call, stage)}`),
      ...neededByLambda(at, name),
    ];
    const services = new Set(expected.map((one) => one.split(":")[0] ?? "").filter((service) => keeping.has(service)));
    if (context["kmsKey"] !== undefined)
      for (const service of services)
        expected.push(...keyActions(service).map((action) => `kms:${action} a key through ${service}`));
    const granted = grantedTo(at, name).map((one) =>
      one.replace(/^iam:PassRole Role .*/, "iam:PassRole the scheduler's role"),
    );
    if (called.some(handsARole)) expected.push("iam:PassRole the scheduler's role");
    expect([...new Set(granted)].sort()).toEqual([...new Set(expected)].sort());
  });
});
