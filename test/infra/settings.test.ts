import { readSettings, SettingsError } from "../../infra/settings.ts";

const read = (context: Record<string, unknown>, environment: Record<string, string> = {}) =>
  readSettings((name) => context[name], environment);

test("without any setting the stage is dev, which needs nothing else", () => {
  expect(read({})).toEqual({ stage: "dev", senderIdentity: "create", sendConcurrency: 2 });
});

test("account and region are the command line's unless they are set", () => {
  const environment = { CDK_DEFAULT_ACCOUNT: "111122223333", CDK_DEFAULT_REGION: "eu-central-1" };
  expect(read({}, environment)).toMatchObject({ account: "111122223333", region: "eu-central-1" });
  expect(read({ region: "us-east-1" }, environment)).toMatchObject({ account: "111122223333", region: "us-east-1" });
});

test("several sender domains are listed with commas", () => {
  expect(read({ senderDomain: "shop.example, other.example" }).senderDomain).toEqual(["shop.example", "other.example"]);
});

test("several mail addresses of support are listed with commas", () => {
  const { supportMail } = read({ supportMail: "help@shop.example, cafe-9x@chat.example" });
  expect(supportMail).toEqual(["help@shop.example", "cafe-9x@chat.example"]);
});

test.each([
  { field: "stage", context: { stage: "Dev" } },
  { field: "stage", context: { stage: "production" } },
  { field: "stage", context: { stage: "prod-eu" } },
  { field: "stage", context: { stage: "a-stage-with-a-name-that-is-too-long" } },
  { field: "account", context: { account: "1234" } },
  { field: "region", context: { region: "Frankfurt" } },
  { field: "senderDomain", context: { senderDomain: "hello@shop.example" } },
  { field: "senderDomain", context: { senderDomain: "" } },
  { field: "senderDomain", context: { senderDomain: "shop.example,*" } },
  { field: "senderDomain", context: { stage: "prod" } },
  { field: "senderIdentity", context: { senderIdentity: "maybe" } },
  { field: "alertEmail", context: { alertEmail: "ops" } },
  { field: "supportMail", context: { supportMail: "help" } },
  { field: "supportMail", context: { supportMail: "help@shop.example," } },
  { field: "publicUrl", context: { publicUrl: "http://links.shop.example" } },
  { field: "publicUrl", context: { publicUrl: "https://links.shop.example/" } },
  { field: "sendConcurrency", context: { sendConcurrency: "1" } },
  { field: "sendConcurrency", context: { sendConcurrency: "many" } },
])("$context is refused before anything is synthesised, naming $field", ({ field, context }) => {
  expect(() => read(context)).toThrow(SettingsError);
  expect(() => read(context)).toThrow(new RegExp(`\\b${field}: `));
});

test("every wrong setting is named at once", () => {
  expect(() => read({ stage: "PROD", alertEmail: "ops" })).toThrow(/stage: .*alertEmail: /);
});
