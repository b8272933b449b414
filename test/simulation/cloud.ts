import { busSource } from "../../shared/events/catalogue.ts";
import { fromEpoch } from "../../shared/events/instant.ts";
import { flows } from "../../shared/flows/registry.ts";
import type { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import type { QueueName } from "../../shared/platform/queues.ts";
import { type Route, routesFor } from "../../shared/platform/routes.ts";
import { duePartition } from "../../shared/store/due.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { Message as StoredMessage } from "../../shared/store/messages.ts";
import type { Item } from "../../shared/store/table.ts";
import type { Conditions } from "./conditions.ts";
import type { Evidence, ProviderCall } from "./contract/evidence.ts";
import type { Fault, FunctionName, Subject } from "./contract/faults.ts";
import type { Moment } from "./contract/moment.ts";
import type { MessageState } from "./contract/state.ts";
import type { FaultPlan, Port } from "./faults.ts";
import { Fleet } from "./fleet.ts";
import { createHandlers, workers } from "./functions.ts";
import type { Invocation, Outcome } from "./invocation.ts";
import { Loop } from "./loop.ts";
import { Machine, type MachineRoom } from "./machine.ts";
import { Parallels } from "./parallels.ts";
import { messageSk, ProviderCalls } from "./provider-calls.ts";
import { type Message, Queue } from "./queue.ts";
import { mix, Stream } from "./random.ts";
import { Schedules } from "./schedules.ts";
import { Trace } from "./trace.ts";
import { createPorts, type Platform } from "./virtual-ports.ts";
import { createVirtualTable } from "./virtual-table.ts";
import { VirtualBlobs } from "./virtual-blobs.ts";

export const publicUrl = "https://api.comeback.example";
export const rootSecret = "the-root-secret-of-the-simulation-only";

export type CloudOptions = {
  readonly seed: number;
  readonly startsAt: Moment;
  readonly conditions: Conditions;
  readonly calm: Conditions;
  readonly faultPlan: FaultPlan;
  readonly templates: CompiledTemplates;
  /** Other functions than those of the product, to measure what the rest costs. */
  readonly functions?: typeof createHandlers | undefined;
  readonly onCall?: ((port: Port) => void) | undefined;
  /** Told of every message that a provider accepts. */
  readonly onAccepted: (call: ProviderCall) => void;
  /** Told what an act of the outside has put on the bus, and of each time something of it has been handled. */
  readonly onPublished: (act: number, detail: string) => void;
  readonly onPending: (act: number, change: 1 | -1) => void;
};

type Change = MessageState["history"][number];

const queueNames = ["facts", "catalogue", "enrolments", "wakes", "outbox", "chores"] as const;
const isQueue = (name: string): name is QueueName => queueNames.some((known) => known === name);

const functionNames = [
  "receive-webhook",
  "update-profile",
  "update-catalogue",
  "enroll",
  "advance-run",
  "send-message",
  "run-chore",
  "public-pages",
  "sweep",
] as const satisfies readonly FunctionName[];

const subjectOf = (body: string): Subject => {
  const parsed: { store?: string; message?: string; run?: string; detail?: { id?: string; store?: string } } =
    JSON.parse(body);
  const { store = parsed.detail?.store, message, run } = parsed;
  const event = parsed.detail?.id;
  return {
    ...(store !== undefined && { store }),
    ...(message !== undefined && { message }),
    ...(run !== undefined && { run }),
    ...(event !== undefined && { event }),
  };
};

/**
 * The whole platform in virtual time, with the product's functions in it: bus, queues, schedules, table, blobs, secret and
 * providers, and everything that can go wrong between them. One seed, one run.
 */
export class Cloud {
  readonly loop: Loop;
  readonly trace = new Trace();
  readonly table;
  /** The latest edition of every store's settings. */
  readonly settings = new Map<string, Settings>();
  readonly blobs = new VirtualBlobs(() => this.loop.now);
  readonly secrets: Platform["secrets"] = { root: rootSecret, stores: {} };
  readonly schedules: Schedules;
  readonly queues: Readonly<Record<QueueName, Queue>>;
  readonly faults: Fault[] = [];
  readonly parallels: Parallels;
  readonly calls: ProviderCalls;
  readonly histories = new Map<string, Change[]>();
  readonly counts = { calls: 0, invocations: 0, webhooks: 0 };
  /** False when the time of trouble is over. */
  troubled = true;
  readonly #options: CloudOptions;
  readonly #fleets: Readonly<Record<FunctionName, Fleet>>;
  readonly #routes = new Map<string, readonly Route[]>();

  constructor(options: CloudOptions) {
    this.#options = options;
    const { seed, startsAt, faultPlan, templates } = options;
    this.loop = new Loop(startsAt);
    this.parallels = new Parallels(this.loop);
    this.table = createVirtualTable(() => this.loop.now);
    this.calls = new ProviderCalls(this);
    const conditions = (): Conditions => this.conditions;
    this.schedules = new Schedules(this.loop, seed, conditions, (input, name) =>
      this.enqueue("wakes", input, 0, name, -1),
    );
    for (const route of routesFor(flows))
      for (const type of route.events) this.#routes.set(type, [...(this.#routes.get(type) ?? []), route]);

    const room: MachineRoom = {
      loop: this.loop,
      trace: this.trace,
      seed,
      conditions,
      faultPlan,
      breaks: () => this.troubled,
      onCall: options.onCall,
      onFault: (fault) => this.faults.push(fault),
      onStart: (invocation) => this.parallels.begin(invocation),
      onEnd: (invocation) => {
        this.trace.number(invocation.calls);
        this.parallels.end(invocation);
      },
    };
    const platform: Platform = {
      table: this.table,
      blobs: this.blobs,
      secrets: this.secrets,
      templates,
      publicUrl,
      schedules: this.schedules,
      publish: (type, detail, call, index) =>
        this.#publish(type, detail, mix(call.name, index + 7), call.invocation.act),
      enqueue: (queue, body, delaySeconds, { name, invocation }) => {
        if (!isQueue(queue)) throw new TypeError(`There is no queue ${queue}.`);
        this.enqueue(queue, body, delaySeconds * 1000, name, queue === "chores" ? invocation.act : -1);
      },
      provide: (request, accepted, invocation) => {
        const call = this.calls.note(request, accepted, invocation);
        if (accepted) options.onAccepted(call);
        return call;
      },
      onWrite: (item, invocation) => this.#noteWrite(item, invocation),
    };
    const fleetOf = (name: FunctionName): Fleet =>
      new Fleet(name, room, this.counts, () => {
        const machine = new Machine(room, this.counts);
        return {
          machine,
          handle: (options.functions ?? createHandlers)[name](createPorts(machine, platform, () => this.loop.now)),
        };
      });
    const fleets = new Map(functionNames.map((name) => [name, fleetOf(name)]));
    this.#fleets = Object.fromEntries(fleets) as Record<FunctionName, Fleet>;
    const queueRoom = {
      loop: this.loop,
      seed,
      conditions,
      onHandled: ({ act }: Message) => {
        if (act >= 0) options.onPending(act, -1);
      },
    };
    this.queues = Object.fromEntries(
      queueNames.map((name) => [name, new Queue(name, this.#fleets[workers[name]], queueRoom)]),
    ) as Record<QueueName, Queue>;
  }

  get conditions(): Conditions {
    return this.troubled ? this.#options.conditions : this.#options.calm;
  }

  /** Starts a function that no queue starts. */
  start(name: FunctionName, input: unknown, id: number, act: number, ended: (outcome: Outcome) => void): Invocation {
    const subject: Subject = {};
    return this.#fleets[name].start({ name: id, input, act, subjects: () => [subject] }, ended);
  }

  /** Puts a message into a queue, `delay` milliseconds before it can be received. */
  enqueue(queue: QueueName, body: string, delay: number, name: number, act: number): void {
    if (act >= 0) this.#options.onPending(act, 1);
    this.queues[queue].add(name, body, delay, { act, subject: () => subjectOf(body) });
  }

  #publish(type: string, detail: string, name: number, act: number): void {
    if (act >= 0) this.#options.onPublished(act, detail);
    const random = new Stream(mix(name, this.#options.seed));
    (this.#routes.get(type) ?? []).forEach(({ queue, flow }, index) => {
      const extra = flow === undefined ? "" : `"flow":${JSON.stringify(flow)},`;
      const body = `{"source":"${busSource}","detail-type":"${type}",${extra}"detail":${detail}}`;
      const { twice, late, latest } = this.conditions;
      const copies = random.next() < twice ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const luck = random.next();
        const delay = luck < late ? Math.floor((luck / late) * latest) : Math.floor(luck * 60);
        this.enqueue(queue, body, delay, mix(name, index * 2 + copy), act);
      }
    });
  }

  #noteWrite(item: Item, invocation: Invocation): void {
    if (item.sk === messageSk) {
      const id = item.pk.slice(item.pk.lastIndexOf("/") + 1);
      const { status } = StoredMessage.parse(item["content"]);
      const history = this.histories.get(item.pk) ?? [];
      this.histories.set(item.pk, history);
      history.push({ at: this.loop.now, status, invocation: invocation.id });
      this.parallels.touch(invocation, "message", id);
    } else if (item.sk.startsWith("RUN#")) this.parallels.touch(invocation, "run", item.sk.slice(4));
  }

  /** Whether something stands in the table that a sweep would find. */
  isOverdue(): boolean {
    return this.table.earliestDue(duePartition) < fromEpoch(this.loop.now);
  }

  deadLetters(): Evidence["deadLetters"] {
    return queueNames.flatMap((queue) =>
      this.queues[queue].dead.map(({ body, receives }) => ({ queue, body, receives })),
    );
  }

  queued(): Evidence["queued"] {
    return queueNames.flatMap((queue) => this.queues[queue].waiting.map(({ body }) => ({ queue, body })));
  }

  /** The operator redrives every dead-letter queue. Tells how many messages there were. */
  redrive(): number {
    return queueNames.reduce((sum, name) => sum + this.queues[name].redrive(), 0);
  }

  /** Does what is no function's: an operator's work, which takes no virtual time. */
  outside(work: () => Promise<unknown>): void {
    let isDone = false;
    this.loop.resumes(() => !isDone);
    void work().then(
      () => (isDone = true),
      (error: unknown) => {
        isDone = true;
        this.loop.fail(error);
      },
    );
  }
}
