import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { systemClock } from "../adapters/clock.ts";
import { createForgetSecrets, createSecrets } from "../adapters/secrets.ts";

export const SecretsEnv = z.object({ SECRET_ID: z.string().min(1) });

/** The secret of the stage, read again every minute. */
export const awsSecrets = ({ SECRET_ID }: z.infer<typeof SecretsEnv>) =>
  createSecrets({ client: new SecretsManagerClient(), secretId: SECRET_ID, now: systemClock.now });

/** Takes the secrets of a store that is erased out of the secret of the stage. */
export const awsForgetSecrets = ({ SECRET_ID }: z.infer<typeof SecretsEnv>) =>
  createForgetSecrets({ client: new SecretsManagerClient(), secretId: SECRET_ID });
