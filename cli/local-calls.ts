import * as z from "zod";
import { Instant } from "../shared/events/instant.ts";
import { FailedError } from "./errors.ts";

/** Asks one operation of a port of the local run, with JSON both ways. */
export type Call = (port: string, operation: string, ...args: readonly unknown[]) => Promise<unknown>;

const Refusal = z.object({ error: z.string() });
const Answers = z.object({ now: Instant, answers: z.array(z.union([Refusal, z.object({ result: z.unknown() })])) });
type Answers = z.infer<typeof Answers>;

type Waiting = {
  /** `[port, operation, arguments]` as JSON. */
  readonly call: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
};

/** So many calls in one request; the local run takes no more. */
const mostAtOnce = 100;

/** JSON would write a number it can't as null, and read a large one as another. */
const refuseInexact = (name: string, value: unknown): unknown => {
  if (typeof value === "number" && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER))
    throw new RangeError(`${name} is a number that can't be kept exactly.`);
  return value;
};

const nobodyAt = (url: string): FailedError =>
  new FailedError(
    `No local run answers at ${url}. Start one in another terminal with \`npm start\`, say where it is with --local URL, or name a stage on AWS with --stage NAME.`,
  );

const readAnswers = async (url: string, response: Response): Promise<Answers> => {
  const body: unknown = await response.json().catch(() => undefined);
  const answers = Answers.safeParse(body);
  if (response.ok && answers.success) return answers.data;
  if (response.status === 503)
    throw new FailedError(`The local run at ${url} is still starting: try again in a moment.`);
  const refusal = Refusal.safeParse(body);
  throw new FailedError(
    refusal.success
      ? refusal.data.error
      : `What answers at ${url} is no local run of this version of Comeback: start it again with \`npm start\`.`,
  );
};

/**
 * Calls of a local run, those of the same moment in one request: an import makes hundreds of thousands. Tells the local
 * run's time with every answer. A call throws a {@link FailedError} when nobody answers, or it is refused.
 */
export const createCalls = (url: string, ask: typeof fetch, onTime: (now: Instant) => void): Call => {
  let waiting: Waiting[] = [];

  const send = async (asked: readonly Waiting[]): Promise<void> => {
    try {
      const body = `[${asked.map(({ call }) => call).join(",")}]`;
      const headers = { "content-type": "application/json" };
      const response = await ask(`${url}/local/stage`, { method: "POST", headers, body }).catch(() => {
        throw nobodyAt(url);
      });
      const { now, answers } = await readAnswers(url, response);
      onTime(now);
      for (const [index, { resolve, reject }] of asked.entries()) {
        const answer = answers[index] ?? { error: `The local run at ${url} has left out an answer.` };
        if ("error" in answer) reject(new FailedError(answer.error));
        else resolve(answer.result);
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };

  const flush = (): void => {
    const asked = waiting;
    waiting = [];
    for (let from = 0; from < asked.length; from += mostAtOnce) void send(asked.slice(from, from + mostAtOnce));
  };

  return async (port, operation, ...args) => {
    const call = JSON.stringify([port, operation, args], refuseInexact);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (waiting.length === 0) setImmediate(flush);
    waiting.push({ call, resolve, reject });
    return promise;
  };
};
