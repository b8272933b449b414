import type { Flow } from "../../shared/engine/flow.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import { wakeOf } from "../../shared/platform/wakes.ts";
import { personPk } from "../../shared/store/people.ts";
import type { Table } from "../../shared/store/table.ts";
import { type Aside, createAsOf } from "./as-of.ts";
import { type Affected, productName, type ProductEvent } from "./group-events.ts";
import { createOverlayTable } from "./overlay-table.ts";
import { createWorld } from "./world.ts";

export type PlayOptions = {
  /** The stage's own, which is only read. */
  readonly below: Pick<Table, "get" | "getMany" | "query">;
  readonly root: string;
  readonly flows: readonly Flow[];
  readonly templates: CompiledTemplates;
  readonly publicUrl: string;
  readonly from: Instant;
  /** Up to here events open runs. */
  readonly to: Instant;
  /** Up to here it is played. */
  readonly until: Instant;
  readonly products: ReadonlyMap<string, readonly ProductEvent[]>;
};

export type Played = {
  /** What the table would hold. */
  readonly table: Table;
  readonly failures: readonly string[];
  readonly superseded: number;
  readonly stopped: boolean;
};

const ofPerson = /^[^/]+\/(?:person|ref)\//;
/** What is written anew, or counts what went out then. */
const fresh = /^[^/]+\/(?:decisions|launch)\//;

const distinct = (events: readonly Event[]): readonly Event[] => [
  ...new Map(events.map((event) => [`${event.id} ${event.version}`, event])).values(),
];

/** Plays the events of one person, or a few, through the flows as they are now, from what was known of them before. */
export const playPeople = async (
  { below, root, flows, templates, publicUrl, from, to, until, products }: PlayOptions,
  { store, members, events: all }: Affected,
): Promise<Played> => {
  const events = distinct(all).toSorted((a, b) => a.receivedAt.localeCompare(b.receivedAt));
  const clock = { now: from };
  const asides: Aside[] = [];
  let superseded = 0;
  let stopped = false;
  const world: { at?: ReturnType<typeof createWorld> } = {};
  const wakes: (() => void)[] = [];
  const view = createAsOf({
    store,
    from,
    until,
    now: () => clock.now,
    told: {
      versions: new Set(events.map(({ version }) => version)),
      correlations: new Set(events.map(({ correlationId }) => correlationId)),
      product: (id) => products.get(productName(store, id)) ?? [],
    },
    onAside: (aside) => {
      if (world.at === undefined) asides.push(aside);
      else world.at.happen(aside.at, aside.happen);
    },
    onRun: (run) => {
      const wake = wakeOf(run, run.nextWakeAt ?? from);
      if (world.at === undefined) wakes.push(() => world.at?.wake(wake));
      else world.at.wake(wake);
    },
    onSuperseded: () => (superseded += 1),
    onStopped: () => (stopped = true),
  });
  const table = createOverlayTable({
    below,
    now: () => clock.now,
    view,
    startsEmpty: (pk) => fresh.test(pk),
    isWhole: (pk) => ofPerson.test(pk),
  });
  // Taken over at once, so that what happened beside the bus is known before it happens.
  for (const member of members) await table.query(personPk(store, member));
  world.at = createWorld({ flows, templates, root, publicUrl, clock, table });
  for (const event of events) world.at.tell(event, event.receivedAt < to);
  for (const { at, happen } of asides) world.at.happen(at, happen);
  for (const wake of wakes) wake();
  await world.at.playUntil(until);
  return { table, failures: world.at.failures, superseded, stopped };
};
