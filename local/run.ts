import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { toEpoch, type Instant } from "../shared/events/instant.ts";
import { flows } from "../shared/flows/registry.ts";
import { CompiledTemplates } from "../shared/messaging/compiled.ts";
import { routesFor } from "../shared/platform/routes.ts";
import { createDynamoTable } from "../shared/store/dynamo/table.ts";
import { createClock, type LocalClock } from "./clock.ts";
import { createCounts } from "./counts.ts";
import { rootSecret } from "./disk/meta.ts";
import { createFaults } from "./faults.ts";
import { openFolder } from "./folder.ts";
import { bundledHandlers } from "./functions.ts";
import { createApp } from "./http/app.ts";
import { createClockRoutes } from "./http/clock-routes.ts";
import { createConsoleRoutes } from "./http/console-routes.ts";
import { createEventRoutes } from "./http/event-routes.ts";
import { createFaultRoutes } from "./http/fault-routes.ts";
import { createGateway } from "./http/gateway.ts";
import { listen } from "./http/listen.ts";
import { createReadRoutes } from "./http/read-routes.ts";
import { createStageRoutes } from "./http/stage-routes.ts";
import { createStoreRegistry, createStoreRoutes, type StoreRegistry } from "./http/store-routes.ts";
import { createLog } from "./log.ts";
import { createPlatform } from "./platform.ts";
import { createTableQueries } from "./queries/table-queries.ts";
import { createRepairPorts } from "./repair-ports.ts";
import { createStagePorts } from "./stage-ports.ts";
import { createClient, ensureTable, tableName, watchClient } from "./store/client.ts";
import { startEngine } from "./store/engine.ts";
import { createScan } from "./store/scan.ts";
import type { Timeline } from "./timeline.ts";

export type RunOptions = {
  readonly port: number;
  readonly data: string;
  /** What the build has written. */
  readonly dist: string;
  /** Where the clock is to start; where an old folder stopped, or `wallClock`, when it is not said. */
  readonly now?: Instant | undefined;
  readonly wallClock: number;
  readonly frozen: boolean;
  readonly defaultStore: string;
  /**
   * How long before its start the clock of a new folder stands, so that something can be played into it; 0 for nothing.
   * Until {@link LocalRun.played} is called the clock stands except when it is moved, and the folder begins anew when
   * the process dies.
   */
  readonly leadMs: number;
};

export type LocalRun = {
  readonly url: string;
  readonly folder: string;
  readonly isNew: boolean;
  readonly clock: LocalClock;
  readonly timeline: Timeline;
  readonly stores: StoreRegistry;
  /** Answers a request as the port will. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  /** Ends what is played into a new folder; undefined where there is nothing to be played. */
  readonly played: (() => void) | undefined;
  /** Answers over HTTP from now on. */
  readonly open: () => void;
  readonly close: () => Promise<void>;
};

/** Opens the folder's platform and table behind a port that is not answering yet. */
export const startRun = async (options: RunOptions): Promise<LocalRun> => {
  const listening = await listen(options.port);
  const url = `http://127.0.0.1:${listening.port}`;
  const folder = openFolder(options.data);
  const { shelves } = folder;
  const start = options.now === undefined ? options.wallClock : toEpoch(options.now);
  const isPlayed = folder.isNew && options.leadMs > 0;
  if (isPlayed) folder.begin();
  const clock = createClock({
    meta: shelves.meta,
    start: isPlayed ? start - options.leadMs : start,
    ticks: () => performance.now(),
  });
  const lines = createWriteStream(join(folder.path, "log.jsonl"), { flags: "a" });
  const log = createLog({ clock, write: (line) => lines.write(line) });
  const counts = createCounts();
  const faults = createFaults({ counts, exit: (code) => process.exit(code) });

  const engine = await startEngine(join(folder.path, "table"));
  const ownClient = createClient(engine);
  await ensureTable(ownClient);
  const client = watchClient(createClient(engine), faults, counts);
  const table = createDynamoTable({ client, tableName, now: clock.now });
  const ownTable = createDynamoTable({ client: ownClient, tableName, now: clock.now });

  const platform = createPlatform({
    shelves,
    clock,
    frozen: options.frozen || isPlayed,
    counts,
    faults,
    log,
    table,
    templates: CompiledTemplates.parse(JSON.parse(readFileSync(join(options.dist, "templates.json"), "utf8"))),
    publicUrl: url,
    routes: routesFor(flows),
    createHandler: bundledHandlers(options.dist),
  });
  if (options.now !== undefined && !isPlayed) await platform.timeline.move((now) => Math.max(now, start));

  const { defaultStore } = options;
  const scan = createScan(ownClient, clock);
  const queries = createTableQueries({ table: ownTable, scan, root: rootSecret(shelves.meta), clock });
  const stores = createStoreRegistry({ queries, secrets: shelves.secrets });
  const app = createApp({
    gateway: createGateway({
      receiveWebhook: platform.invoke("receive-webhook"),
      publicPages: platform.invoke("public-pages"),
      clock,
      log: log.log,
    }),
    local: {
      clock: createClockRoutes({ clock, timeline: platform.timeline }),
      events: createEventRoutes({ ...shelves, clock, notify: platform.timeline.notify }),
      faults: createFaultRoutes(faults),
      stage: createStageRoutes({
        clock,
        ports: {
          ...createStagePorts({ shelves, table: ownTable, ports: platform.ports }),
          ...createRepairPorts({ ...shelves, clock, notify: platform.timeline.notify }),
        },
      }),
      stores: createStoreRoutes(stores),
    },
    reads: createReadRoutes({ queries, ...shelves, counts, defaultStore }),
    pages: createConsoleRoutes(shelves),
    log: log.log,
  });

  return {
    url,
    folder: folder.path,
    isNew: folder.isNew,
    clock,
    timeline: platform.timeline,
    stores,
    fetch: (request) => app.fetch(request),
    played: isPlayed
      ? () => {
          folder.finish();
          if (!options.frozen) platform.timeline.thaw();
        }
      : undefined,
    open: () => listening.answer((request) => app.fetch(request)),
    close: async () => {
      await platform.timeline.stop();
      await listening.close();
      client.destroy();
      ownClient.destroy();
      await engine.close();
      shelves.disk.close();
      await new Promise<void>((resolve) => lines.end(resolve));
    },
  };
};
