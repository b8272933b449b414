import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { minutes, plus, type Instant } from "../../events/instant.ts";
import type { ForgetSecrets, SecretBundle, Secrets } from "../ports.ts";

/** How long a secret that was taken back may still be used. */
const freshFor = minutes(1);

const Bundle = z.object({
  root: z.string().min(32),
  stores: z.record(z.string(), z.record(z.string(), z.array(z.string().min(1)))).default({}),
});

/** The stage's secret is not what it must be. Says where, never what: the secret must not reach a log. */
export class SecretUnreadableError extends Error {
  override readonly name = "SecretUnreadableError";
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new SecretUnreadableError("The stage's secret is not JSON.");
  }
};

/** The stage's secret as Secrets Manager keeps it. Throws a {@link SecretUnreadableError}. */
export const parseBundle = (text: string | undefined): SecretBundle => {
  if (text === undefined) throw new SecretUnreadableError("The stage's secret has no text.");
  const parsed = Bundle.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path, code }) => `${path.join(".") || "the whole"} (${code})`);
  throw new SecretUnreadableError(`The stage's secret is not as expected at: ${paths.join(", ")}.`);
};

/** The stage's secret in Secrets Manager, read at most once a minute. Throws when it can't be read, and then tries anew. */
export const createSecrets = ({
  client,
  secretId,
  now,
}: {
  readonly client: Pick<SecretsManagerClient, "send">;
  readonly secretId: string;
  readonly now: () => Instant;
}): Secrets => {
  let kept: { readonly until: Instant; readonly bundle: SecretBundle } | undefined;
  return {
    read: async () => {
      if (kept !== undefined && now() < kept.until) return kept.bundle;
      const asked = now();
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      const bundle = parseBundle(SecretString);
      kept = { until: plus(asked, freshFor), bundle };
      return bundle;
    },
  };
};

/** Takes a store's secrets out of the stage's, and writes it only when it held any. The root stays as it is. */
export const createForgetSecrets =
  ({
    client,
    secretId,
  }: {
    readonly client: Pick<SecretsManagerClient, "send">;
    readonly secretId: string;
  }): ForgetSecrets =>
  async (store) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
    const bundle = parseBundle(SecretString);
    if (!Object.hasOwn(bundle.stores, store)) return;
    const stores = Object.fromEntries(Object.entries(bundle.stores).filter(([id]) => id !== store));
    const text = JSON.stringify({ ...bundle, stores });
    await client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: text }));
  };
