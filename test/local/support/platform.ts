import type { Ports } from "../../../shared/platform/all-ports.ts";
import { routesFor } from "../../../shared/platform/routes.ts";
import { createMemoryTable } from "../../../shared/store/memory-table.ts";
import type { LocalClock } from "../../../local/clock.ts";
import type { Shelves } from "../../../local/disk/shelves.ts";
import type { FunctionName } from "../../../local/functions.ts";
import type { FunctionHandler } from "../../../local/invoke.ts";
import { createLog } from "../../../local/log.ts";
import { createPlatform, type Platform } from "../../../local/platform.ts";
import { faultsWithCounts, shelvesIn, standingClock } from "./fixtures.ts";

export type Doubles = Partial<Record<FunctionName, (ports: Ports) => FunctionHandler>>;

export type TestPlatform = Platform &
  ReturnType<typeof faultsWithCounts> & { ports: Ports; shelves: Shelves; clock: LocalClock; lines: string[] };

const idle = () => () => Promise.resolve({ batchItemFailures: [] });

/** The platform around doubles of the functions, on a folder of its own, with a clock that stands. */
export const platformWith = (
  doubles: Doubles,
  { folder, frozen = true, ticks }: { folder?: string; frozen?: boolean; ticks?: () => number } = {},
): TestPlatform => {
  const shelves = shelvesIn(folder);
  const clock = standingClock(shelves, ticks);
  const lines: string[] = [];
  const watched = faultsWithCounts();
  const seen: Ports[] = [];
  const platform = createPlatform({
    shelves,
    clock,
    frozen,
    ...watched,
    log: createLog({ clock, write: (line) => lines.push(line) }),
    table: createMemoryTable({ now: clock.now }),
    templates: { emails: {}, texts: {} },
    publicUrl: "http://127.0.0.1:1",
    routes: routesFor([{ id: "abandoned-checkout", triggers: [{ event: "checkout.updated" }] }]),
    createHandler: (name, ports) => {
      seen.push(ports);
      return (doubles[name] ?? idle)(ports);
    },
  });
  const [ports] = seen;
  if (ports === undefined) throw new Error("The platform made no handler.");
  return { ...platform, ...watched, ports, shelves, clock, lines };
};
