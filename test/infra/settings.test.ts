import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chooseStage } from "../../infra/choose-stage.ts";
import { defineConfig, type Config } from "../../infra/config.ts";
import { SettingsError, StageSettings, textsFrom } from "../../infra/settings.ts";

const file = "comeback.config.ts";
const one = defineConfig({ stages: { dev: {} } });
const read = (
  config: unknown,
  context: Record<string, unknown> = {},
  environment: Record<string, string | undefined> = {},
) => chooseStage({ config, file, context, environment });

const refusal = (...args: Parameters<typeof read>): string => {
  try {
    return `not refused: ${JSON.stringify(read(...args))}`;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
};

const certificate = (region: string) =>
  `arn:aws:acm:${region}:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab`;

describe("which stage", () => {
  test("the only stage of the file is deployed without being named, and needs nothing else", () => {
    expect(read(one)).toEqual({
      stage: "dev",
      senderIdentity: "create",
      alertMail: [],
      supportMail: [],
      provisionedConcurrency: 0,
      sendConcurrency: 2,
    });
  });

  const two = defineConfig({ stages: { dev: {}, prod: { region: "us-east-1", senderDomain: "shop.example" } } });

  test("one of several is named with -c stage", () => {
    expect(read(two, { stage: "prod" })).toMatchObject({ stage: "prod", senderDomain: ["shop.example"] });
    expect(read(two, { stage: "dev" })).toMatchObject({ stage: "dev" });
  });

  test("several and none named is refused with what can be named", () => {
    expect(refusal(two)).toMatch(/^Which stage\? comeback\.config\.ts has dev, prod\. Add -c stage=dev$/);
  });

  test("a stage that the file does not have is taken for a slip", () => {
    expect(refusal(two, { stage: "prdo" })).toMatch(/stage: comeback\.config\.ts has no "prdo"\. Did you mean prod\?/);
  });

  test("a stage that a pipeline forgot to fill in is not taken for the only one", () => {
    expect(refusal(one, { stage: "" })).toMatch(/stage: must be 2 to 12 .*, but is ""/);
  });

  test("a stage that only a pipeline knows is deployed once its sender domain is named as well", () => {
    expect(read(two, { stage: "pr-12", senderDomain: "try.example" })).toMatchObject({
      stage: "pr-12",
      senderDomain: ["try.example"],
    });
  });

  test.each([
    { config: undefined },
    { config: {} },
    { config: { stages: [] } },
    { config: { stages: { dev: "us-east-1" } } },
  ])("a file that exports $config is told what to export", ({ config }) => {
    expect(refusal(config)).toMatch(/export default defineConfig\(\{ stages: \{ dev: \{\} \} \}\)/);
  });

  test("a file without a stage is told to have one", () => {
    expect(refusal({ stages: {} })).toMatch(/has no stage\. Write one/);
  });
});

describe("where a setting comes from", () => {
  test("the command line goes before the file, the file before what the CLI found out", () => {
    const config = defineConfig({ stages: { dev: { region: "eu-central-1", sendConcurrency: 5 } } });
    const environment = { CDK_DEFAULT_ACCOUNT: "111122223333", CDK_DEFAULT_REGION: "us-east-1" };
    expect(read(config, {}, environment)).toMatchObject({ account: "111122223333", region: "eu-central-1" });
    expect(read(one, {}, environment)).toMatchObject({ region: "us-east-1" });
    const context = { region: "eu-west-1", sendConcurrency: "14" };
    expect(read(config, context, environment)).toMatchObject({ region: "eu-west-1", sendConcurrency: 14 });
  });

  test.each([
    { field: "senderDomain", text: "shop.example, other.example", list: ["shop.example", "other.example"] },
    {
      field: "alertMail",
      text: "ops@shop.example,night@shop.example",
      list: ["ops@shop.example", "night@shop.example"],
    },
    {
      field: "supportMail",
      text: "help@shop.example, cafe@chat.example",
      list: ["help@shop.example", "cafe@chat.example"],
    },
  ])("several of $field are a list in the file and have commas on the command line", ({ field, text, list }) => {
    expect(read(one, { [field]: text })).toMatchObject({ [field]: list });
    expect(read({ stages: { dev: { [field]: list } } })).toMatchObject({ [field]: list });
  });

  test("what CDK itself and its libraries take from the context is none of ours", () => {
    expect(read(one, { "@aws-cdk/core:x": true, "aws:cdk:y": 1, "cli-telemetry": false })).toMatchObject({
      stage: "dev",
    });
  });
});

test.each([
  { origination: "+15555550100", from: { originationNumber: "+15555550100" } },
  { origination: "55555", from: { originationNumber: "55555" } },
  { origination: "SHOP24", from: { senderId: "SHOP24" } },
  { origination: "24SHOP", from: { senderId: "24SHOP" } },
  { origination: undefined, from: {} },
])("texts from $origination name $from to SNS", ({ origination, from }) => {
  expect(textsFrom(origination)).toEqual(from);
});

describe("what is refused", () => {
  test.each([
    { field: "account", value: "1234" },
    { field: "account", value: 111122223333 },
    { field: "region", value: "Frankfurt" },
    { field: "senderDomain", value: "hello@shop.example" },
    { field: "senderDomain", value: "" },
    { field: "senderDomain", value: [] },
    { field: "senderDomain", value: 7 },
    { field: "senderDomain", value: "shop.example,*" },
    { field: "senderIdentity", value: "maybe" },
    { field: "configurationSet", value: "of mine" },
    { field: "alertMail", value: "ops" },
    { field: "supportMail", value: ["help@shop.example", "help"] },
    { field: "supportMail", value: "help@shop.example," },
    { field: "apiDomain", value: "https://links.shop.example" },
    { field: "apiCertificateArn", value: "1234abcd" },
    { field: "apiHostedZoneId", value: "/hostedzone/Z1" },
    { field: "publicUrl", value: "http://links.shop.example" },
    { field: "publicUrl", value: "https://links.shop.example/" },
    { field: "provisionedConcurrency", value: -1 },
    { field: "provisionedConcurrency", value: 1.5 },
    { field: "kmsKey", value: "alias/mine" },
    { field: "smsOrigination", value: "12" },
    { field: "smsOrigination", value: "SHOP & CO" },
    { field: "sendConcurrency", value: 1 },
    { field: "sendConcurrency", value: 101 },
    { field: "sendConcurrency", value: "many" },
    { field: "sendConcurrency", value: true },
  ])("$field: $value, naming the stage, the field and what it must be", ({ field, value }) => {
    expect(refusal({ stages: { dev: { [field]: value } } })).toMatch(
      new RegExp(`^  dev\\.${field}: must (?!.*Invalid input).*, but is `, "m"),
    );
  });

  test.each(["Dev", "production", "prod-eu", "x", "a-stage-with-a-name-that-is-too-long"])(
    "%s, as the name of a stage",
    (stage) => {
      expect(refusal({ stages: { [stage]: {} } })).toMatch(/^ {2}stage: must .*, but is "/m);
    },
  );

  test.each([
    { what: "prod without a sender domain", stages: { prod: {} }, says: /prod\.senderDomain: must be set/ },
    {
      what: "a domain of the API without a certificate",
      stages: { dev: { apiDomain: "links.shop.example" } },
      says: /dev\.apiCertificateArn: must be set.*links\.shop\.example/,
    },
    {
      what: "a certificate without a domain",
      stages: { dev: { apiCertificateArn: certificate("us-east-1") } },
      says: /dev\.apiDomain: must be set/,
    },
    {
      what: "a hosted zone without a domain",
      stages: { dev: { apiHostedZoneId: "Z0123456789ABC" } },
      says: /dev\.apiDomain: must be set/,
    },
    {
      what: "a certificate of another region",
      stages: {
        dev: { region: "eu-central-1", apiDomain: "links.shop.example", apiCertificateArn: certificate("us-east-1") },
      },
      says: /dev\.apiCertificateArn: is in us-east-1, must be in the stage's region eu-central-1/,
    },
    {
      what: "a key of another region",
      stages: {
        dev: {
          region: "eu-central-1",
          kmsKey: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        },
      },
      says: /dev\.kmsKey: is in us-east-1, must be in the stage's region eu-central-1/,
    },
  ])("$what", ({ stages, says }) => {
    expect(refusal({ stages })).toMatch(says);
  });

  test.each([
    { slip: "alertEmail", meant: "alertMail" },
    { slip: "senderdomain", meant: "senderDomain" },
    { slip: "regoin", meant: "region" },
  ])("$slip, with the setting that was meant, in the file and on the command line", ({ slip, meant }) => {
    expect(refusal({ stages: { dev: { [slip]: "x" } } })).toContain(
      `dev.${slip}: is no setting. Did you mean ${meant}?`,
    );
    expect(refusal(one, { [slip]: "x" })).toContain(`-c ${slip}: is no setting. Did you mean ${meant}?`);
  });

  test("what is no setting, by the compiler already", () => {
    // @ts-expect-error There is no such setting.
    const config = defineConfig({ stages: { dev: { alertEmail: "ops@shop.example" } } });
    expect(refusal(config)).toContain("dev.alertEmail: is no setting");
  });

  test("a name that is near to none, with all there are", () => {
    expect(refusal({ stages: { dev: { retentionInDays: 7 } } })).toMatch(
      /dev\.retentionInDays: is no setting; there are account, region, senderDomain/,
    );
  });

  test("everything that is wrong at once, in every stage, and what came from the command line", () => {
    const stages = { dev: { region: "Frankfurt", alertMial: "x" }, test: { sendConcurrency: 0 } };
    const message = refusal({ stages }, { stage: "dev", alertMail: "ops" });
    expect(message.split("\n")).toHaveLength(5);
    for (const says of [
      /dev\.region: /,
      /dev\.alertMial: is no setting/,
      /dev\.alertMail: .*\(from -c alertMail=…\)/,
      /test\.sendConcurrency: /,
    ])
      expect(message).toMatch(says);
  });
});

describe("stages side by side", () => {
  const both = (dev: Config["stages"][string], prod: Config["stages"][string]): Config =>
    defineConfig({ stages: { dev, prod: { senderDomain: "shop.example", ...prod } } });

  test("of two that send from one domain, one makes its identity and the other uses it", () => {
    const dev = { senderDomain: ["shop.example", "dev.example"] };
    expect(refusal(both(dev, {}), { stage: "prod" })).toMatch(
      /prod\.senderIdentity: must be "existing" in dev or prod: SES knows shop\.example once/,
    );
    expect(read(both({ ...dev, senderIdentity: "existing" }, {}), { stage: "prod" })).toMatchObject({ stage: "prod" });
  });

  test("in two regions each makes its own", () => {
    const config = both({ senderDomain: "shop.example", region: "eu-central-1" }, { region: "us-east-1" });
    expect(read(config, { stage: "dev" })).toMatchObject({ stage: "dev" });
  });

  test("a stage of a pipeline is held against those of the file", () => {
    expect(refusal(both({}, {}), { stage: "pr-12", senderDomain: "shop.example" })).toMatch(
      /pr-12\.senderIdentity: must be "existing" in prod or pr-12/,
    );
  });

  test("none brings along the configuration set of another", () => {
    expect(refusal(both({ configurationSet: "comeback-prod" }, {}), { stage: "dev" })).toMatch(
      /prod\.configurationSet: must be another than that of dev/,
    );
  });

  test.each([
    { field: "configurationSet", values: { configurationSet: "mine" } },
    {
      field: "apiDomain",
      values: { apiDomain: "links.shop.example", apiCertificateArn: certificate("us-east-1") },
    },
  ])("no two share a $field", ({ field, values }) => {
    expect(refusal(both(values, values), { stage: "dev" })).toMatch(
      new RegExp(`prod\\.${field}: must be another than that of dev`),
    );
  });
});

describe("docs/deploy.md", () => {
  const [, section = ""] = readFileSync(join(__dirname, "../../docs/deploy.md"), "utf8").split("### Every setting");
  const [table = ""] = section.split("\n#");
  const rows = [...table.matchAll(/^\| `(\w+)` \| .+ \| (.+) \|$/gm)].map(([, name = "", fallback = ""]) => ({
    name,
    fallback,
  }));

  test("has every setting in its table, and no other", () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(StageSettings.shape).sort());
  });

  test.each(Object.entries(read(one)).filter(([name, value]) => name !== "stage" && !Array.isArray(value)))(
    "says that %s is %j unless it is set",
    (name, value) => {
      expect(rows.find((row) => row.name === name)?.fallback).toBe(`\`${JSON.stringify(value)}\``);
    },
  );
});
