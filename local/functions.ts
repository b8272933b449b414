import { createRequire } from "node:module";
import { join } from "node:path";
import * as z from "zod";
import type { Ports } from "../shared/platform/all-ports.ts";
import type { QueueName } from "../shared/platform/queues.ts";
import type { FunctionHandler } from "./invoke.ts";

/** The functions of the product by the names of their folders, with their time-outs where no queue states one. */
export const functionNames = [
  "receive-webhook",
  "public-pages",
  "update-profile",
  "update-catalogue",
  "enroll",
  "advance-run",
  "send-message",
  "run-chore",
  "sweep",
] as const;
export type FunctionName = (typeof functionNames)[number];

/** Which function works on which queue. */
export const workers = {
  facts: "update-profile",
  catalogue: "update-catalogue",
  enrolments: "enroll",
  wakes: "advance-run",
  outbox: "send-message",
  chores: "run-chore",
} as const satisfies Record<QueueName, FunctionName>;

/** Makes the handler of a function out of ports. */
export type CreateHandler = (name: FunctionName, ports: Ports) => FunctionHandler;

const Handler = z.custom<FunctionHandler>((value) => typeof value === "function", "is no function");
const Bundle = z.object({ create: z.custom<(ports: Ports) => unknown>((value) => typeof value === "function") });

/** Loads the very bundles that are deployed, from the folder the build writes. */
export const bundledHandlers = (dist: string): CreateHandler => {
  const require = createRequire(import.meta.url);
  return (name, ports) => {
    const bundle: unknown = require(join(dist, "functions", name, "index.js"));
    return Handler.parse(Bundle.parse(bundle).create(ports));
  };
};
