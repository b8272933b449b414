import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { systemClock } from "../adapters/clock.ts";
import { createSecrets } from "../adapters/secrets.ts";

export const SecretsEnv = z.object({ SECRET_ID: z.string().min(1) });

/** The secret of the stage, read again every minute. */
export const awsSecrets = ({ SECRET_ID }: z.infer<typeof SecretsEnv>) =>
  createSecrets({ client: new SecretsManagerClient(), secretId: SECRET_ID, now: systemClock.now });
