import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Instant } from "../../../shared/events/instant.ts";
import {
  createForgetSecrets,
  createSecrets,
  SecretUnreadableError,
} from "../../../shared/platform/adapters/secrets.ts";
import { recordingClient } from "./recording-client.ts";

const root = "0123456789abcdef0123456789abcdef";
const bundle = { root, stores: { demo: { shopify: ["hush-hush", "older"] } } };
const SecretString = JSON.stringify(bundle);

const secretsWith = (answer: (call: number) => unknown) => {
  const clock = { now: Instant.parse("2026-11-20T12:00:00.000Z") };
  const recorded = recordingClient<Pick<SecretsManagerClient, "send">>((_, call) => answer(call));
  const secrets = createSecrets({ client: recorded.client, secretId: "comeback/test", now: () => clock.now });
  return { ...recorded, clock, secrets };
};

test("reads the stage's secret", async () => {
  const { secrets, commands } = secretsWith(() => ({ SecretString }));
  expect(await secrets.read()).toEqual(bundle);
  expect(commands[0]).toBeInstanceOf(GetSecretValueCommand);
  expect(commands[0]?.input).toEqual({ SecretId: "comeback/test" });
});

test("a secret that names no stores yet has none", async () => {
  const { secrets } = secretsWith(() => ({ SecretString: JSON.stringify({ root }) }));
  expect(await secrets.read()).toEqual({ root, stores: {} });
});

test("reads it once a minute, by the clock it is given", async () => {
  const { secrets, commands, clock } = secretsWith((call) => ({
    SecretString: JSON.stringify({ ...bundle, stores: { demo: { shopify: [`secret-${call}`] } } }),
  }));
  await secrets.read();
  clock.now = Instant.parse("2026-11-20T12:00:59.999Z");
  expect((await secrets.read()).stores["demo"]).toEqual({ shopify: ["secret-1"] });
  expect(commands).toHaveLength(1);
  clock.now = Instant.parse("2026-11-20T12:01:00.000Z");
  expect((await secrets.read()).stores["demo"]).toEqual({ shopify: ["secret-2"] });
  expect(commands).toHaveLength(2);
});

test("a failure is not kept: the next reading tries again", async () => {
  const outage = new Error("throttled");
  const { secrets } = secretsWith((call) => {
    if (call === 1) throw outage;
    return { SecretString };
  });
  await expect(secrets.read()).rejects.toBe(outage);
  expect(await secrets.read()).toEqual(bundle);
});

test.each<[string, string | undefined, string]>([
  ["has no text", undefined, "has no text"],
  ["is not JSON", `{"root": "${root}", hush-hush}`, "is not JSON"],
  ["is JSON cut short", SecretString.slice(0, -3), "is not JSON"],
  ["is no object", JSON.stringify(["hush-hush", root]), "at: the whole (invalid_type)"],
  ["has no root", JSON.stringify({ stores: bundle.stores }), "at: root (invalid_type)"],
  ["has a root too short to be secret", JSON.stringify({ ...bundle, root: "hush-hush" }), "at: root (too_small)"],
  ["has an empty secret", JSON.stringify({ root, stores: { demo: { shopify: [""] } } }), "at: stores.demo.shopify.0"],
  ["has a secret outside a list", JSON.stringify({ root, stores: { demo: { shopify: "hush-hush" } } }), "demo.shopify"],
])("a secret that %s is refused without a word of it", async (_, text, said) => {
  const { secrets } = secretsWith(() => ({ SecretString: text }));
  const failure = await secrets.read().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(SecretUnreadableError);
  const printed = `${(failure as Error).stack} ${JSON.stringify(failure)} ${String((failure as Error).cause)}`;
  expect(printed).toContain(said);
  expect(printed).not.toContain("hush-hush");
  expect(printed).not.toContain(root);
});

describe("forgetting a store", () => {
  const forgetting = (stores: Record<string, unknown>) =>
    recordingClient<Pick<SecretsManagerClient, "send">>(() => ({ SecretString: JSON.stringify({ root, stores }) }));

  test("takes its secrets out, and leaves the root and the others as they are", async () => {
    const { client, commands } = forgetting({ demo: { shopify: ["hush"] }, other: { shopify: ["quiet"] } });
    await createForgetSecrets({ client, secretId: "comeback/test" })("demo");
    expect(commands[1]).toBeInstanceOf(PutSecretValueCommand);
    expect(commands[1]?.input).toEqual({
      SecretId: "comeback/test",
      SecretString: JSON.stringify({ root, stores: { other: { shopify: ["quiet"] } } }),
    });
  });

  test("writes nothing where there is nothing to forget", async () => {
    const { client, commands } = forgetting({ other: { shopify: ["quiet"] } });
    await createForgetSecrets({ client, secretId: "comeback/test" })("demo");
    expect(commands).toHaveLength(1);
  });
});
