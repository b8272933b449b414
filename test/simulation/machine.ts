import { fromEpoch, type Instant } from "../../shared/events/instant.ts";
import { queues } from "../../shared/platform/queues.ts";
import type { Conditions } from "./conditions.ts";
import type { Fault, FaultKind, FunctionName, Subject } from "./contract/faults.ts";
import type { Moment } from "./contract/moment.ts";
import { faultName, type FaultPlan, type Port, ServiceError } from "./faults.ts";
import type { Loop } from "./loop.ts";
import { mix, Stream } from "./random.ts";
import type { Trace } from "./trace.ts";

/** One call of a function: what Lambda starts, and what a crash ends for good. */
export type Invocation = {
  readonly id: number;
  /** What it is about and which time it is: the same in every run of the seed that gets as far. */
  readonly name: number;
  readonly function: FunctionName;
  readonly begunAt: Moment;
  readonly endsAt: Moment;
  readonly random: Stream;
  /** How far its machine's clock is off. */
  readonly offset: number;
  readonly subjects: () => readonly Subject[];
  /** What it came from, outside: an index of acts, -1 for none. */
  readonly act: number;
  /** Port calls so far, and those that are under way. */
  calls: number;
  waiting: number;
  state: "running" | "ended" | "dead";
  lastNow: Instant | undefined;
  touched: string[];
  /** Told when it crashes. */
  died: () => void;
};

export type Handler = (input: unknown) => Promise<unknown>;

/** How an invocation ended: with an answer, with an error, or not at all. */
export type Outcome =
  { readonly kind: "answered"; readonly answer: unknown } | { readonly kind: "failed" } | { readonly kind: "died" };

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

export type MachineRoom = {
  readonly loop: Loop;
  readonly trace: Trace;
  readonly seed: number;
  readonly conditions: () => Conditions;
  readonly faultPlan: FaultPlan;
  /** False when the time of faults is over. */
  readonly breaks: () => boolean;
  /** Told of every call, in order. */
  readonly onCall?: ((port: Port) => void) | undefined;
  readonly onFault: (fault: Fault) => void;
  readonly onStart: (invocation: Invocation) => void;
  readonly onEnd: (invocation: Invocation) => void;
};

/** A call whose turn has come. */
export type Call = {
  /** Names it for ever, for what it brings about. */
  readonly name: number;
  readonly invocation: Invocation;
  /** A fault that the service itself must take care of. */
  readonly fault: FaultKind | undefined;
};

type Effect<T> = (call: Call) => T;

type Called = {
  readonly invocation: Invocation;
  readonly index: number;
  readonly number: number;
  readonly port: Port;
  readonly on: string;
};

/** What is asked by an invocation that is no more; each of its own, since one that all waited for would hold them for ever. */
const never = (): Promise<never> => new Promise(() => undefined);

/**
 * One instance of a function, as Lambda keeps it: handles one input at a time, keeps its memory from one to the next, and
 * is thrown away when it crashes: whatever it awaited then never comes.
 */
export class Machine {
  current: Invocation | undefined;
  readonly #counts: { calls: number };
  readonly #room: MachineRoom;

  constructor(room: MachineRoom, counts: { calls: number }) {
    this.#room = room;
    this.#counts = counts;
  }

  /** What the clock of this machine says now. */
  now(): Instant {
    const { loop } = this.#room;
    const instant = fromEpoch(loop.now + (this.current?.offset ?? 0));
    if (this.current !== undefined) this.current.lastNow = instant;
    return instant;
  }

  /** Waits, as a timer of the function does. */
  sleep(milliseconds: number): Promise<void> {
    const { loop } = this.#room;
    const invocation = this.current;
    if (invocation?.state !== "running") return never();
    invocation.waiting += 1;
    return new Promise((resolve) => {
      loop.after(milliseconds, () => {
        if (invocation.state === "dead") return;
        this.#resume(invocation);
        resolve();
      });
    });
  }

  /**
   * A call of a port: waits until the seed says that it is its turn, breaks if the seed says so, and has its effect at
   * once; `answer` milliseconds later, the caller goes on.
   */
  call<T>(port: Port, on: string, effect: Effect<T>, answer = 0): Promise<T> {
    const { loop, trace } = this.#room;
    const invocation = this.current;
    if (invocation?.state !== "running") return never();
    const { random } = invocation;
    const index = (invocation.calls += 1);
    const latency = this.#latency(random.next());
    const luck = random.next();
    invocation.waiting += 1;
    return new Promise<T>((resolve, reject) => {
      const goOn = (act: () => void, after: number): void => {
        if (after === 0) {
          this.#resume(invocation);
          return act();
        }
        loop.after(after, () => {
          if (invocation.state === "dead") return;
          this.#resume(invocation);
          act();
        });
      };
      const answerBy = (fault: FaultKind | undefined): void => {
        let result: T;
        try {
          result = effect({ name: mix(invocation.name, index), invocation, fault });
        } catch (error) {
          const reason = error instanceof Error ? error : new Error(String(error));
          return goOn(() => reject(reason), answer);
        }
        goOn(() => resolve(result), answer);
      };
      const happen = (): void => {
        if (invocation.state === "dead") {
          // The request had left when the process died.
          if (port.kinds.includes("crash-after") && luck < 0.5) this.#quietly(effect, invocation, index);
          return;
        }
        const number = (this.#counts.calls += 1);
        trace.number(invocation.name);
        trace.number(loop.now);
        trace.text(port.name);
        trace.text(on);
        const called = { invocation, index, number, port, on };
        if (loop.now > invocation.endsAt) return this.#break(called, "crash-before");
        this.#room.onCall?.(port);
        const fault = this.#fault(called, luck);
        switch (fault) {
          case undefined:
            return answerBy(undefined);
          case "crash-before":
            return this.#break(called, fault);
          case "crash-after":
            this.#quietly(effect, invocation, index);
            return this.#break(called, fault);
          case "timeout-before":
            this.#note(called, fault);
            return goOn(() => reject(new ServiceError("TimeoutError")), Math.max(answer, 1_000));
          case "timeout-after":
            this.#note(called, fault);
            this.#quietly(effect, invocation, index);
            return goOn(() => reject(new ServiceError("TimeoutError")), Math.max(answer, 1_000));
          case "throttle":
            this.#note(called, fault);
            return goOn(() => reject(new ServiceError("ThrottlingException", 400)), answer);
          case "repeat":
            this.#note(called, fault);
            this.#quietly(effect, invocation, index);
            return answerBy(undefined);
          case "partial":
            this.#note(called, fault);
            return answerBy(fault);
        }
      };
      loop.after(latency, happen);
    });
  }

  #latency(luck: number): number {
    const { slow, slowest } = this.#room.conditions();
    if (luck >= slow) return 1 + Math.floor(((luck - slow) / (1 - slow)) * 9);
    return 10 + Math.floor((luck / slow) ** 3 * slowest);
  }

  #fault({ invocation, index, number, port }: Called, luck: number): FaultKind | undefined {
    const { breaks, faultPlan, conditions, loop } = this.#room;
    if (faultPlan.kind === "at") return faultPlan.call === number ? faultPlan.fault : undefined;
    if (!breaks()) return undefined;
    const { faults, outages } = conditions();
    const isOut = outages.some(({ port: prefix, from, to }) => {
      return loop.now >= from && loop.now < to && port.name.startsWith(prefix);
    });
    const share = (faults * port.frailty) / 100_000;
    if (!isOut && luck >= share) return undefined;
    if (faultPlan.keeps?.(faultName(invocation.name, index)) === false) return undefined;
    return isOut ? "throttle" : port.kinds[Math.floor((luck / share) * port.kinds.length)];
  }

  #resume(invocation: Invocation): void {
    invocation.waiting -= 1;
    this.#room.loop.resumes(() => invocation.state === "running" && invocation.waiting === 0);
  }

  #quietly(effect: Effect<unknown>, invocation: Invocation, index: number): void {
    try {
      effect({ name: mix(mix(invocation.name, index), 1), invocation, fault: undefined });
    } catch {
      // Whoever would have been told is not there any more, or is told something else.
    }
  }

  #note({ invocation, index, number, port, on }: Called, kind: FaultKind): void {
    const { loop, trace, onFault } = this.#room;
    trace.text(kind);
    onFault({
      at: loop.now,
      call: number,
      name: faultName(invocation.name, index),
      port: port.name,
      kind,
      invocation: invocation.id,
      function: invocation.function,
      subjects: invocation.subjects(),
      on,
    });
  }

  #break(called: Called, kind: FaultKind): void {
    const { invocation } = called;
    this.#note(called, kind);
    invocation.state = "dead";
    this.#room.onEnd(invocation);
    invocation.died();
  }
}

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
