import { queues } from "../../shared/platform/queues.ts";
import type { FunctionName, Subject } from "./contract/faults.ts";
import type { Handler, Invocation, Outcome } from "./invocation.ts";
import type { Machine, MachineRoom } from "./machine.ts";
import { Stream } from "./random.ts";

const functionSeconds: Readonly<Record<FunctionName, number>> = {
  "receive-webhook": 29,
  "update-profile": queues.facts.timeoutSeconds,
  "update-catalogue": queues.catalogue.timeoutSeconds,
  enroll: queues.enrolments.timeoutSeconds,
  "advance-run": queues.wakes.timeoutSeconds,
  "send-message": queues.outbox.timeoutSeconds,
  "run-chore": queues.chores.timeoutSeconds,
  "public-pages": 29,
  sweep: 300,
};

type Start = {
  readonly name: number;
  readonly input: unknown;
  readonly subjects?: () => readonly Subject[];
  readonly act?: number;
};

/** The instances of one function: as many as run at once, kept warm in between. */
export class Fleet {
  readonly function: FunctionName;
  readonly #room: MachineRoom;
  readonly #create: () => { readonly machine: Machine; readonly handle: Handler };
  #idle: { readonly machine: Machine; readonly handle: Handler }[] = [];
  readonly #counts: { invocations: number };

  constructor(
    name: FunctionName,
    room: MachineRoom,
    counts: { invocations: number },
    create: () => { readonly machine: Machine; readonly handle: Handler },
  ) {
    this.function = name;
    this.#room = room;
    this.#counts = counts;
    this.#create = create;
  }

  #offset(random: Stream): number {
    const { skew, jumps, jump } = this.#room.conditions();
    const far = random.next() < jumps;
    return Math.round((random.next() * 2 - 1) * (far ? jump : skew));
  }

  /** Starts the function on an input; `ended` is told once how it ended. */
  start({ name, input, subjects = () => [], act = -1 }: Start, ended: (outcome: Outcome) => void): Invocation {
    const { loop, seed, onStart, onEnd } = this.#room;
    const random = new Stream(name ^ seed);
    const instance = this.#idle.pop() ?? this.#create();
    const invocation: Invocation = {
      id: (this.#counts.invocations += 1),
      name,
      function: this.function,
      begunAt: loop.now,
      endsAt: loop.now + functionSeconds[this.function] * 1000,
      random,
      offset: this.#offset(random),
      subjects,
      act,
      calls: 0,
      waiting: 0,
      state: "running",
      lastNow: undefined,
      touched: [],
      died: () => ended({ kind: "died" }),
    };
    instance.machine.current = invocation;
    const end = (outcome: Outcome): void => {
      if (invocation.state !== "running") return;
      invocation.state = "ended";
      instance.machine.current = undefined;
      if (invocation.waiting === 0) this.#idle.push(instance);
      onEnd(invocation);
      ended(outcome);
    };
    onStart(invocation);
    loop.resumes(() => invocation.state === "running" && invocation.waiting === 0);
    instance.handle(input).then(
      (answer) => end({ kind: "answered", answer }),
      () => end({ kind: "failed" }),
    );
    return invocation;
  }
}
