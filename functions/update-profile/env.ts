import * as z from "zod";
import { SecretsEnv } from "../../shared/platform/aws/secrets.ts";
import { TableEnv } from "../../shared/platform/aws/table.ts";
import { BaseEnv } from "../../shared/platform/lambda.ts";

/** What the infrastructure tells this function. */
export const Env = BaseEnv.extend(TableEnv.shape)
  .extend(SecretsEnv.shape)
  .extend({ BUS_NAME: z.string().min(1) });
