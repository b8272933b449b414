import { readFileSync } from "node:fs";
import { join } from "node:path";
import { flows } from "../../shared/flows/registry.ts";
import { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import { createSesClient, createSesEmail } from "../../shared/platform/adapters/ses-email.ts";
import { createSnsSupport } from "../../shared/platform/adapters/sns-support.ts";
import { createSnsClient } from "../../shared/platform/adapters/sns-text.ts";
import { awsOutbox, awsWakes } from "../../shared/platform/aws/queues.ts";
import { awsSecrets } from "../../shared/platform/aws/secrets.ts";
import { awsTable } from "../../shared/platform/aws/table.ts";
import { awsTexts } from "../../shared/platform/aws/texts.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type LambdaHandler, onLambda, queueHandler } from "../../shared/platform/lambda.ts";
import { Env } from "./env.ts";
import { createHandler } from "./handler.ts";

type Needs = Pick<
  Ports,
  | "clock"
  | "metrics"
  | "log"
  | "table"
  | "secrets"
  | "wakes"
  | "outbox"
  | "email"
  | "text"
  | "support"
  | "templates"
  | "publicUrl"
>;

/** Woken by the queue `outbox`, one message at a time. */
export const create = (ports: Needs): LambdaHandler => queueHandler(createHandler(flows, ports));

/** The templates lie beside the bundle, compiled by the build. */
const readTemplates = (): CompiledTemplates =>
  CompiledTemplates.parse(JSON.parse(readFileSync(join(__dirname, "templates.json"), "utf8")));

export const handler = onLambda(Env, (env, base) =>
  create({
    ...base,
    table: awsTable(env),
    secrets: awsSecrets(env),
    wakes: awsWakes(env),
    outbox: awsOutbox(env),
    email: createSesEmail({ client: createSesClient(), configurationSet: env.CONFIGURATION_SET }),
    text: awsTexts(env, "Promotional"),
    support: createSnsSupport({ client: createSnsClient(), topicArn: env.SUPPORT_TOPIC_ARN }),
    templates: readTemplates(),
    publicUrl: env.PUBLIC_URL,
  }),
);
