import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { parseBundle } from "../shared/platform/adapters/secrets.ts";
import { FailedError } from "./errors.ts";
import type { Stage } from "./stage.ts";

/**
 * The stage's secret in Secrets Manager. It has no conditional write, so its version is looked at once more just before
 * writing: where somebody has changed it since it was read, a {@link FailedError} says so and nothing is written. Two who
 * write within the same instant are not told apart; the version before stays in Secrets Manager as AWSPREVIOUS.
 */
export const awsSecrets = (client: Pick<SecretsManagerClient, "send">, secretId: string): Stage["secrets"] => {
  let seen: string | undefined;
  return {
    read: async () => {
      const { SecretString, VersionId } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      const bundle = parseBundle(SecretString);
      seen = VersionId;
      return bundle;
    },
    write: async (bundle) => {
      const { VersionId } = await client.send(new GetSecretValueCommand({ SecretId: secretId }));
      if (VersionId !== seen)
        throw new FailedError("Somebody else has changed the secrets just now. Nothing was changed: try again.");
      const put = new PutSecretValueCommand({ SecretId: secretId, SecretString: JSON.stringify(bundle) });
      seen = (await client.send(put)).VersionId;
    },
  };
};
