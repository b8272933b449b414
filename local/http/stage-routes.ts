import { Hono } from "hono";
import * as z from "zod";
import type { Clock } from "../../shared/platform/ports.ts";
import type { Operations } from "../stage-ports.ts";
import { BadRequestError, readJson, readQuery } from "./answers.ts";

export type StageRoutesOptions = {
  readonly clock: Clock;
  /** By port. */
  readonly ports: Readonly<Record<string, Operations>>;
};

const loopback = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;
const json = /^application\/json\s*(;|$)/i;

/**
 * No web page may call this: one of another origin can't send JSON without asking first, which is not answered, and one
 * that got its own name to mean this machine still sends that name as the host.
 */
const refuseWebPages = (header: (name: string) => string | undefined): void => {
  if (!loopback.test(header("host") ?? ""))
    throw new BadRequestError("Only this machine may ask: call 127.0.0.1 or localhost.");
  if (!json.test(header("content-type") ?? ""))
    throw new BadRequestError("Send the list of arguments as JSON, with the content type application/json.");
};

/** What there is of this name; inherited names such as `constructor` are none. */
const own = <T>(named: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(named, name) ? named[name] : undefined;

/** Calls of one request: the port, its operation and the arguments of each. */
const Calls = z.array(z.tuple([z.string(), z.string(), z.array(z.unknown())])).max(100);

const reasonOf = (error: unknown): string =>
  error instanceof BadRequestError ? error.message : `This is a fault of the local run: ${String(error)}`;

/**
 * `POST /local/stage/{port}/{operation}`: what the command line reaches, with its arguments as a JSON list. `POST
 * /local/stage` takes a list of calls and answers each by its result or error, so that an import is not a request for each.
 */
export const createStageRoutes = ({ clock, ports }: StageRoutesOptions): Hono => {
  const find = (port: string, operation: string) => own(own(ports, port) ?? {}, operation);
  const unknown = (port: string, operation: string) => ({
    error: `The local run has no operation ${port}.${operation}.`,
  });
  return new Hono()
    .post("/", async (context) => {
      readQuery(context, {});
      refuseWebPages((name) => context.req.header(name));
      const calls = await readJson(context, Calls);
      const answers = await Promise.all(
        calls.map(async ([port, operation, args]) => {
          try {
            const run = find(port, operation);
            return run === undefined ? unknown(port, operation) : { result: (await run(args)) ?? null };
          } catch (error) {
            return { error: reasonOf(error) };
          }
        }),
      );
      return context.json({ now: clock.now(), answers });
    })
    .post("/:port/:operation", async (context) => {
      readQuery(context, {});
      refuseWebPages((name) => context.req.header(name));
      const { port, operation } = context.req.param();
      const run = find(port, operation);
      if (run === undefined) return context.json(unknown(port, operation), 404);
      const result = (await run(await readJson(context, z.array(z.unknown())))) ?? null;
      return context.json({ now: clock.now(), result });
    });
};
