import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Event } from "../../../shared/events/catalogue.ts";
import { type Instant, Instant as InstantSchema } from "../../../shared/events/instant.ts";
import type { WakeMessage } from "../../../shared/platform/ports.ts";
import { createClock, type LocalClock } from "../../../local/clock.ts";
import { createCounts } from "../../../local/counts.ts";
import { openShelves, type Shelves } from "../../../local/disk/shelves.ts";
import { createFaults, type Faults } from "../../../local/faults.ts";

export const at = (text: string): Instant => InstantSchema.parse(text);
export const start = at("2026-03-02T10:00:00.000Z");
export const startMs = Date.parse(start);

export const tempFolder = (): string => mkdtempSync(join(tmpdir(), "comeback-local-"));

/** A clock that stands at `start` (or where the folder stopped) and whose real time only the test moves. */
export const standingClock = (shelves: Shelves, ticks: () => number = () => 0): LocalClock =>
  createClock({ meta: shelves.meta, start: startMs, ticks });

export const shelvesIn = (folder: string = tempFolder()): Shelves => openShelves(folder);

/** The end of the process, as something a test can see. */
export class Exited extends Error {
  readonly code: number;
  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

export const faultsWithCounts = (): { faults: Faults; counts: ReturnType<typeof createCounts> } => {
  const counts = createCounts();
  const exit = (code: number): never => {
    throw new Exited(code);
  };
  return { counts, faults: createFaults({ counts, exit }) };
};

export const wake = (run: string, due: Instant = start): WakeMessage => ({
  store: "demo",
  person: "p1",
  run,
  at: due,
  correlationId: "c1",
});

export const productEvent = (id: string): Event =>
  Event.parse({
    id: `event-${id}`,
    store: "demo",
    source: "shopify",
    topic: "products/delete",
    type: "product.deleted",
    version: "1",
    occurredAt: start,
    receivedAt: start,
    who: {},
    consents: [],
    correlationId: "c1",
    data: { id },
  });
