import * as z from "zod";
import { Instant, toEpoch } from "../shared/events/instant.ts";
import type { LocalClock } from "./clock.ts";
import type { Shelves } from "./disk/shelves.ts";
import { BadRequestError } from "./http/answers.ts";
import { type Operations, takes } from "./stage-ports.ts";

export type RepairPortsOptions = Pick<Shelves, "messages" | "archive"> & {
  readonly clock: LocalClock;
  /** Called when something has been put on a queue. */
  readonly notify: () => void;
};

const Id = z.tuple([z.string().min(1)]);
const Place = z.strictObject({ at: z.int(), seq: z.int() });
const Page = z.tuple([Instant, Instant, z.int().min(1).max(1_000), Place.nullish()]);

const found = (there: boolean, id: string): void => {
  if (!there) throw new BadRequestError(`There is no dead letter ${id} any more.`);
};

/** What the command line needs to repair something: the dead letters, and every event the bus has taken. */
export const createRepairPorts = ({
  messages,
  archive,
  clock,
  notify,
}: RepairPortsOptions): Readonly<Record<string, Operations>> => ({
  deadLetters: {
    list: takes(z.tuple([]), () => messages.deadLetters()),
    redrive: takes(Id, ([id]) => {
      found(messages.redrive(id, clock.nowMs()), id);
      notify();
    }),
    drop: takes(Id, ([id]) => found(messages.dropLetter(id), id)),
  },
  archive: {
    page: takes(Page, ([from, to, most, after]) =>
      archive
        .page({ from: toEpoch(from), to: toEpoch(to), most }, after ?? undefined)
        .map(({ event, ...place }) => ({ ...place, event: z.unknown().parse(JSON.parse(event)) })),
    ),
  },
});
