import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { awsSecrets } from "../../cli/aws-secrets.ts";
import { root } from "./support/command-line.ts";

/** Secrets Manager with one secret, whose versions count up. */
const manager = () => {
  let version = 1;
  let text = JSON.stringify({ root, stores: {} });
  const send = (command: unknown) => {
    if (command instanceof GetSecretValueCommand)
      return Promise.resolve({ SecretString: text, VersionId: `v-${version}` });
    if (!(command instanceof PutSecretValueCommand)) throw new Error("Secrets Manager knows no such call.");
    text = command.input.SecretString ?? "";
    version += 1;
    return Promise.resolve({ VersionId: `v-${version}` });
  };
  return { client: Object.assign(new SecretsManagerClient(), { send }), text: () => text };
};

const with1 = (shopify: string) => ({ root, stores: { demo: { shopify: [shopify] } } });

test("what was read is written, more than once", async () => {
  const { client, text } = manager();
  const secrets = awsSecrets(client, "comeback-dev");
  expect(await secrets.read()).toEqual({ root, stores: {} });
  await secrets.write(with1("one"));
  await secrets.write(with1("two"));
  expect(JSON.parse(text())).toEqual(with1("two"));
});

test("what somebody else has changed since it was read is not written over", async () => {
  const { client, text } = manager();
  const [mine, theirs] = [awsSecrets(client, "comeback-dev"), awsSecrets(client, "comeback-dev")];
  await mine.read();
  await theirs.read();
  await theirs.write(with1("theirs"));
  await expect(mine.write(with1("mine"))).rejects.toThrow("Somebody else has changed the secrets just now");
  expect(JSON.parse(text())).toEqual(with1("theirs"));
  await mine.read();
  await mine.write(with1("mine"));
  expect(JSON.parse(text())).toEqual(with1("mine"));
});
