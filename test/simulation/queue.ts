import { queues, type QueueName, visibilitySeconds } from "../../shared/platform/queues.ts";
import type { Conditions } from "./conditions.ts";
import type { Subject } from "./contract/faults.ts";
import type { Loop } from "./loop.ts";
import type { Fleet } from "./fleet.ts";
import { mix, Stream } from "./random.ts";

/** One message of a queue. */
export type Message = {
  readonly id: string;
  readonly name: number;
  readonly body: string;
  /** What it came from, outside: an index of acts, -1 for none. */
  readonly act: number;
  readonly subject: () => Subject;
  receives: number;
  /** Handled by one of its deliveries. */
  handled: boolean;
  /** Deleted. */
  gone: boolean;
};

export type QueueRoom = {
  readonly loop: Loop;
  readonly seed: number;
  readonly conditions: () => Conditions;
  /** Told when a message was handled for the first time. */
  readonly onHandled: (message: Message) => void;
};

/** Functions that read one queue at once. */
const concurrency: Readonly<Record<QueueName, number>> = {
  facts: 20,
  catalogue: 5,
  enrolments: 20,
  wakes: 20,
  outbox: 5,
  chores: 5,
};

/**
 * One queue with its consumer and its dead-letter queue, as SQS and Lambda do it: unordered, at least once; what fails, or
 * was being handled when its function died, comes again after the visibility time-out, and after so many receives no more.
 */
export class Queue {
  readonly name: QueueName;
  readonly #room: QueueRoom;
  readonly #fleet: Fleet;
  readonly #ready: Message[] = [];
  #dead: Message[] = [];
  #running = 0;
  #polls = false;
  /** Messages that are in the queue, in flight or delayed. */
  #alive = 0;

  constructor(name: QueueName, fleet: Fleet, room: QueueRoom) {
    this.name = name;
    this.#fleet = fleet;
    this.#room = room;
  }

  get dead(): readonly Message[] {
    return this.#dead;
  }

  get alive(): number {
    return this.#alive;
  }

  /** What lies here still, for whoever looks at the end. */
  get waiting(): readonly Message[] {
    return this.#ready.filter(({ gone }) => !gone);
  }

  /** Takes a message; it can be received after the delay, and at times once more. */
  add(name: number, body: string, delay: number, { act, subject }: Pick<Message, "act" | "subject">): void {
    const { loop, seed } = this.#room;
    const message = {
      id: `m-${name.toString(36)}`,
      name,
      body,
      act,
      subject,
      receives: 0,
      handled: false,
      gone: false,
    };
    const random = new Stream(mix(name, seed));
    const { late, latest, twice } = this.#room.conditions();
    const luck = random.next();
    const extra = luck < late ? Math.floor((luck / late) * latest) : Math.floor(random.next() * 20);
    this.#alive += 1;
    loop.after(delay + extra, () => this.#show(message));
    if (random.next() < twice)
      loop.after(delay + extra + Math.floor(random.next() ** 4 * 60_000), () => this.#show(message));
  }

  /** Puts back what is dead; as often received as a new message. */
  redrive(): number {
    const dead = this.#dead.filter(({ gone }) => !gone);
    this.#dead = [];
    for (const message of dead) {
      message.receives = 0;
      this.#alive += 1;
      this.#show(message);
    }
    return dead.length;
  }

  #show(message: Message): void {
    this.#ready.push(message);
    this.#poll();
  }

  #poll(): void {
    if (this.#polls || this.#ready.length === 0 || this.#running >= concurrency[this.name]) return;
    this.#polls = true;
    this.#room.loop.after(3, () => {
      this.#polls = false;
      this.#receive();
      this.#poll();
    });
  }

  #receive(): void {
    const { batchSize, maxReceives } = queues[this.name];
    const ready = this.#ready;
    const batch: Message[] = [];
    while (ready.length > 0 && batch.length < batchSize) {
      // Unordered: which of those that lie here comes first is anybody's guess.
      const index = ready.length === 1 ? 0 : mix(ready[0]?.name ?? 0, ready.length) % ready.length;
      const message = ready[index];
      const last = ready.pop();
      if (last !== undefined && index < ready.length) ready[index] = last;
      if (message === undefined || batch.includes(message)) continue;
      if (message.receives < maxReceives) batch.push(message);
      else if (!message.gone && !this.#dead.includes(message)) this.#bury(message);
    }
    if (batch.length > 0) this.#hand(batch);
  }

  #bury(message: Message): void {
    this.#alive -= 1;
    this.#dead.push(message);
  }

  #hand(batch: readonly Message[]): void {
    const { loop, conditions, onHandled } = this.#room;
    let name = this.name.length;
    for (const message of batch) {
      message.receives += 1;
      name = mix(mix(name, message.name), message.receives);
    }
    const back = loop.now + visibilitySeconds(this.name) * 1000;
    const comesBack = (message: Message): void => {
      loop.at(back, () => {
        if (!message.gone) this.#show(message);
      });
    };
    const input = {
      Records: batch.map(({ id, body, receives }) => ({
        messageId: id,
        body,
        attributes: { ApproximateReceiveCount: String(receives) },
      })),
    };
    const subjects = () => batch.map(({ subject }) => subject());
    const [first] = batch;
    const act = batch.every((message) => message.act === first?.act) ? (first?.act ?? -1) : -1;
    this.#running += 1;
    const invocation = this.#fleet.start({ name, input, subjects, act }, (outcome) => {
      this.#running -= 1;
      this.#poll();
      const results = outcome.kind === "answered" && Array.isArray(outcome.answer) ? outcome.answer : [];
      batch.forEach((message, index) => {
        const result: unknown = results[index];
        const isDone =
          typeof result === "object" && result !== null && "status" in result && result.status === "fulfilled";
        if (!isDone) return message.gone ? undefined : comesBack(message);
        // The deletion got lost: handled, and coming again.
        const kept = invocation.random.next() < conditions().twice / 4;
        if (!message.handled) onHandled(message);
        message.handled = true;
        if (kept && !message.gone) return comesBack(message);
        if (!message.gone) this.#alive -= 1;
        message.gone = true;
      });
    });
  }
}
