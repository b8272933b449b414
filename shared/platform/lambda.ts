import middy from "@middy/core";
import sqsPartialBatchFailure from "@middy/sqs-partial-batch-failure";
import type { Context } from "aws-lambda";
import * as z from "zod";
import { systemClock } from "./adapters/clock.ts";
import { createEmfMetrics } from "./adapters/emf-metrics.ts";
import { createPowertoolsLog } from "./adapters/powertools-log.ts";
import type { Ports } from "./all-ports.ts";
import { describeError } from "./consume.ts";
import { correlatedRequest } from "./correlation.ts";
import type { Log } from "./ports.ts";

export type LambdaHandler = (event: unknown, context: Context) => Promise<unknown>;

/** The variables every function has. */
export const BaseEnv = z.object({ STAGE: z.string().min(1) });

type Base = Pick<Ports, "clock" | "metrics" | "log">;

/**
 * The handler that Lambda calls. On Lambda the environment is parsed once per cold start, so that a variable the
 * infrastructure forgot fails the start with its name; elsewhere (the local run, tests) only `create` is used, with
 * ports of their own, and this handler refuses to be called.
 */
export const onLambda = <Env extends z.infer<typeof BaseEnv>>(
  schema: z.ZodType<Env>,
  create: (env: Env, base: Base) => LambdaHandler,
): LambdaHandler => {
  const name = process.env["AWS_LAMBDA_FUNCTION_NAME"];
  if (name === undefined)
    return () => Promise.reject(new Error("This handler runs on Lambda only; use create(ports)."));
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    const missing = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new Error(`The environment of ${name} is not as it needs: ${missing.join("; ")}`);
  }
  const metrics = createEmfMetrics({ stage: parsed.data.STAGE });
  const log = createPowertoolsLog({ service: name, stage: parsed.data.STAGE });
  const handle = create(parsed.data, { clock: systemClock, metrics, log });
  return async (event, context) => {
    try {
      return await handle(event, context);
    } finally {
      metrics.flush();
    }
  };
};

/** A consumer of a queue that reports each record that failed, and no other. */
export const queueHandler = (consume: (event: unknown) => Promise<PromiseSettledResult<void>[]>): LambdaHandler =>
  // The middleware's own logger prints whole records: the consumer has logged what may be logged.
  middy(consume).use(sqsPartialBatchFailure({ logger: () => undefined }));

/**
 * A route of the API. Its lines carry the id that API Gateway gave the request, as its access log does. What was not
 * foreseen is answered 503, so that a shop sends its webhook again.
 */
export const apiHandler = (handle: (event: unknown) => Promise<unknown>, log: Log): LambdaHandler => {
  const safely: LambdaHandler = middy(handle).onError((request) => {
    log.error("request failed", { error: describeError(request.error) });
    const headers = { "content-type": "application/json", "retry-after": "60" };
    request.response = { statusCode: 503, headers, body: JSON.stringify({ message: "Not now; please try again." }) };
  });
  return (event, context) => correlatedRequest(event, () => safely(event, context));
};
