import { createHandler as createAdvanceRun } from "../../functions/advance-run/handler.ts";
import { createHandler as createEnroll } from "../../functions/enroll/handler.ts";
import { createHandler as createPublicPages } from "../../functions/public-pages/handler.ts";
import { createHandler as createReceiveWebhook } from "../../functions/receive-webhook/handler.ts";
import { createHandler as createRunChore } from "../../functions/run-chore/handler.ts";
import { createHandler as createSendMessage } from "../../functions/send-message/handler.ts";
import { createHandler as createSweep } from "../../functions/sweep/handler.ts";
import { createHandler as createUpdateCatalogue } from "../../functions/update-catalogue/handler.ts";
import { createHandler as createUpdateProfile } from "../../functions/update-profile/handler.ts";
import { flows } from "../../shared/flows/registry.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import type { QueueName } from "../../shared/platform/queues.ts";
import type { FunctionName } from "./contract/faults.ts";
import type { Handler } from "./invocation.ts";

/** The functions of the product, as they are deployed but for their middleware. */
export const createHandlers: Readonly<Record<FunctionName, (ports: Ports) => Handler>> = {
  "receive-webhook": createReceiveWebhook,
  "update-profile": createUpdateProfile,
  "update-catalogue": createUpdateCatalogue,
  enroll: (ports) => createEnroll(flows, ports),
  "advance-run": (ports) => createAdvanceRun(flows, ports),
  "send-message": (ports) => createSendMessage(flows, ports),
  "run-chore": createRunChore,
  "public-pages": createPublicPages,
  sweep: createSweep,
};

/** Which function works on which queue. */
export const workers: Readonly<Record<QueueName, FunctionName>> = {
  facts: "update-profile",
  catalogue: "update-catalogue",
  enrolments: "enroll",
  wakes: "advance-run",
  outbox: "send-message",
  chores: "run-chore",
};
