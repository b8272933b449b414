import * as z from "zod";
import { ChoresEnv } from "../../shared/platform/aws/queues.ts";
import { SecretsEnv } from "../../shared/platform/aws/secrets.ts";
import { TableEnv } from "../../shared/platform/aws/table.ts";
import { TextsEnv } from "../../shared/platform/aws/texts.ts";
import { BaseEnv } from "../../shared/platform/lambda.ts";

/** What the infrastructure tells this function. */
export const Env = BaseEnv.extend(TableEnv.shape)
  .extend(SecretsEnv.shape)
  .extend(ChoresEnv.shape)
  .extend(TextsEnv.shape)
  .extend({ SUPPORT_TOPIC_ARN: z.string().min(1), PUBLIC_URL: z.string().min(1), BUCKET_NAME: z.string().min(1) });
