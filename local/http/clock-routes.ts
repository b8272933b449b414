import { Hono } from "hono";
import * as z from "zod";
import { Duration, parseInstant, toEpoch, toMilliseconds } from "../../shared/events/instant.ts";
import type { Clock } from "../../shared/platform/ports.ts";
import { BackwardError, type Timeline } from "../timeline.ts";
import { BadRequestError, readJson, readQuery } from "./answers.ts";

/** The last moment the clock can stand at: instants are written with a year of four digits. */
const lastMoment = Date.UTC(9999, 11, 31);

const wanted = 'Send {"advance":"PT4H"} or {"to":"2026-01-31T10:00:00Z"}, one of the two.';
const Move = z.union([z.strictObject({ advance: Duration }), z.strictObject({ to: z.string() })], { error: wanted });

const targetOf = (move: z.infer<typeof Move>): ((now: number) => number) => {
  if ("advance" in move) {
    const length = toMilliseconds(move.advance);
    return (now) => now + length;
  }
  const to = parseInstant(move.to);
  if (to === undefined) {
    throw new BadRequestError(`"to" must be a moment with its offset, such as 2026-01-31T10:00:00Z; it is ${move.to}`);
  }
  return () => toEpoch(to);
};

export type ClockRoutesOptions = { readonly clock: Clock; readonly timeline: Timeline };

/** `GET /local/clock` and `POST /local/clock`. */
export const createClockRoutes = ({ clock, timeline }: ClockRoutesOptions): Hono =>
  new Hono()
    .get("/", (context) => {
      readQuery(context, {});
      return context.json({ now: clock.now() });
    })
    .post("/", async (context) => {
      readQuery(context, {});
      const target = targetOf(await readJson(context, Move));
      if (target(toEpoch(clock.now())) > lastMoment) throw new BadRequestError("The clock can't pass the year 9999.");
      try {
        return context.json(await timeline.move(target));
      } catch (error) {
        if (error instanceof BackwardError) throw new BadRequestError(error.message);
        throw error;
      }
    });
