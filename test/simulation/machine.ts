import { fromEpoch, type Instant } from "../../shared/events/instant.ts";
import type { Conditions } from "./conditions.ts";
import type { Fault, FaultKind } from "./contract/faults.ts";
import { faultName, type FaultPlan, type Port, ServiceError } from "./faults.ts";
import type { Invocation } from "./invocation.ts";
import type { Loop } from "./loop.ts";
import { mix } from "./random.ts";
import type { Trace } from "./trace.ts";

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
