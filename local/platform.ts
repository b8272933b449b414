import { sweep } from "../infra/functions.ts";
import type { CompiledTemplates } from "../shared/messaging/compiled.ts";
import type { Ports } from "../shared/platform/all-ports.ts";
import { queues, type QueueName } from "../shared/platform/queues.ts";
import type { Route } from "../shared/platform/routes.ts";
import type { Table } from "../shared/store/table.ts";
import { createBus } from "./bus.ts";
import type { LocalClock } from "./clock.ts";
import { createConsumer, createSweepConsumer, sweepQueue } from "./consumer.ts";
import type { Counts } from "./counts.ts";
import type { Shelves } from "./disk/shelves.ts";
import type { Faults } from "./faults.ts";
import { type CreateHandler, type FunctionName, workers } from "./functions.ts";
import { createInvoke, type Invoke } from "./invoke.ts";
import type { LocalLog } from "./log.ts";
import { createEmailSender, createTextSender } from "./mailbox.ts";
import { alertOfDeadLetter, createMetrics } from "./metrics.ts";
import { createPump } from "./pump.ts";
import { createQueue } from "./queue.ts";
import { createScheduler } from "./scheduler.ts";
import { createBlobs, createForgetSecrets, createSecrets } from "./secrets.ts";
import { createSupportSender } from "./support.ts";
import { createTimeline, type Timeline } from "./timeline.ts";

export type PlatformOptions = {
  readonly shelves: Shelves;
  readonly clock: LocalClock;
  readonly frozen: boolean;
  readonly counts: Counts;
  readonly faults: Faults;
  readonly log: LocalLog;
  /** The table as the functions see it. */
  readonly table: Table;
  readonly templates: CompiledTemplates;
  readonly publicUrl: string;
  readonly routes: readonly Route[];
  readonly createHandler: CreateHandler;
};

/** The functions with everything around them that AWS would be. */
export type Platform = {
  readonly timeline: Timeline;
  /** What the functions reach for. */
  readonly ports: Ports;
  /** For the functions behind the HTTP API. */
  readonly invoke: (name: FunctionName) => Invoke;
};

const sweepEveryMs = 3_600_000;
/** An HTTP API waits 30 seconds for its function. */
const httpTimeoutSeconds = 30;

const createPorts = (options: PlatformOptions, notify: () => void): Ports => {
  const { shelves, clock, faults, counts } = options;
  const { disk, messages, archive, schedules, mail } = shelves;
  return {
    clock,
    table: options.table,
    bus: createBus({ disk, messages, archive, clock, faults, routes: options.routes, notify }),
    wakes: createQueue("wakes", { messages, clock, faults, notify }),
    outbox: createQueue("outbox", { messages, clock, faults, notify }),
    chores: createQueue("chores", { messages, clock, faults, notify }),
    scheduler: createScheduler({ schedules, faults, notify }),
    email: createEmailSender({ mail, clock, faults }),
    text: createTextSender({ mail, clock, faults }),
    support: createSupportSender({ alerts: shelves.alerts, clock, faults }),
    blobs: createBlobs(shelves.blobs, clock, counts),
    secrets: createSecrets(shelves, counts),
    forgetSecrets: createForgetSecrets(shelves, counts),
    metrics: createMetrics({ alerts: shelves.alerts, clock }),
    log: options.log.log,
    templates: options.templates,
    publicUrl: options.publicUrl,
  };
};

/** Wires a platform on an opened data folder. What a dead process was working on is visible again at once. */
export const createPlatform = (options: PlatformOptions): Platform => {
  const { shelves, clock, log, counts } = options;
  const { messages, schedules, alerts } = shelves;
  messages.release(clock.nowMs());
  schedules.ensureRecurring(
    { name: "sweep", queue: sweepQueue, body: "{}", at: clock.nowMs() + sweepEveryMs },
    sweepEveryMs,
  );

  const notify = (): void => timeline.notify();
  const ports = createPorts(options, notify);
  const invoker = (name: FunctionName, timeoutSeconds: number): Invoke =>
    createInvoke({ name, handler: options.createHandler(name, ports), timeoutSeconds, counts });
  const consumerOf = (queue: QueueName) =>
    createConsumer({ queue, invoke: invoker(workers[queue], queues[queue].timeoutSeconds), log });
  const pump = createPump({
    clock,
    messages,
    schedules,
    consumers: [
      consumerOf("facts"),
      consumerOf("catalogue"),
      consumerOf("enrolments"),
      consumerOf("wakes"),
      consumerOf("outbox"),
      consumerOf("chores"),
      createSweepConsumer(invoker("sweep", sweep.timeoutSeconds), log),
    ],
    onDead: ({ queue }) => alertOfDeadLetter({ alerts, clock }, queue),
    onSettled: notify,
  });
  const timeline = createTimeline({ clock, pump, frozen: options.frozen });
  return { timeline, ports, invoke: (name) => invoker(name, httpTimeoutSeconds) };
};
