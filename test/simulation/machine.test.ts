import { type Conditions, drawConditions, troubles, without } from "./conditions.ts";
import type { Fault, FaultKind } from "./contract/faults.ts";
import { type FaultPlan, ports } from "./faults.ts";
import { Loop } from "./loop.ts";
import { Fleet } from "./fleet.ts";
import type { Handler, Outcome } from "./invocation.ts";
import { Machine } from "./machine.ts";
import { Stream } from "./random.ts";
import { Trace } from "./trace.ts";

const calm: Conditions = without(drawConditions(new Stream(1), 0, 1), troubles);

/** A function of one handler, with a fault at one of its calls. */
const roomWith = (faultPlan: FaultPlan, create: (machine: Machine) => Handler) => {
  const loop = new Loop(0);
  const trace = new Trace();
  const faults: Fault[] = [];
  const room = {
    loop,
    trace,
    seed: 1,
    conditions: () => calm,
    faultPlan,
    breaks: () => true,
    onFault: (fault: Fault) => void faults.push(fault),
    onStart: () => undefined,
    onEnd: () => undefined,
  };
  const counts = { calls: 0 };
  const fleet = new Fleet("enroll", room, { invocations: 0 }, () => {
    const machine = new Machine(room, counts);
    return { machine, handle: create(machine) };
  });
  const outcomes: Outcome[] = [];
  const start = (name = 1): void => void fleet.start({ name, input: undefined }, (outcome) => outcomes.push(outcome));
  return { loop, trace, faults, outcomes, start };
};

/** Three writes, one after the other; tells which were done, and how far the function got. */
const threeWrites = (done: string[], steps: string[]) => (machine: Machine) => async (): Promise<void> => {
  for (const step of ["a", "b", "c"]) {
    await machine.call(ports.put, step, () => done.push(step));
    steps.push(step);
  }
};

describe("a function of the simulation", () => {
  test.each<[FaultKind, readonly string[], readonly string[], Outcome["kind"]]>([
    ["crash-before", ["a"], ["a"], "died"],
    ["crash-after", ["a", "b"], ["a"], "died"],
    ["timeout-before", ["a"], ["a"], "failed"],
    ["timeout-after", ["a", "b"], ["a"], "failed"],
    ["throttle", ["a"], ["a"], "failed"],
    ["repeat", ["a", "b", "b", "c"], ["a", "b", "c"], "answered"],
  ])("broken by %s at its second write has had the effects %j and got as far as %j", async (fault, did, got, kind) => {
    const [done, steps]: [string[], string[]] = [[], []];
    const room = roomWith({ kind: "at", call: 2, fault }, threeWrites(done, steps));
    room.start();
    await room.loop.run(60_000);
    expect([done, steps, room.outcomes.map((outcome) => outcome.kind)]).toEqual([did, got, [kind]]);
    expect(room.faults).toMatchObject([{ kind: fault, call: 2, port: "table.put", on: "b", function: "enroll" }]);
  });

  it("has nothing left of its memory after a crash, and keeps it otherwise", async () => {
    const remembered: number[] = [];
    const create = (machine: Machine): Handler => {
      let times = 0;
      return async () => {
        remembered.push((times += 1));
        await machine.call(ports.put, "a", () => undefined);
      };
    };
    const room = roomWith({ kind: "at", call: 2, fault: "crash-after" }, create);
    for (const name of [1, 2, 3, 4]) {
      room.start(name);
      await room.loop.run(name * 60_000);
    }
    expect(remembered).toEqual([1, 2, 1, 2]);
  });

  it("is interleaved with others at every call, in an order that the seed alone decides", async () => {
    const orderOf = async (names: readonly number[]): Promise<readonly string[]> => {
      const order: string[] = [];
      let number = 0;
      const room = roomWith({ kind: "random" }, (machine) => async () => {
        const own = (number += 1);
        for (const step of ["a", "b", "c", "d"])
          await machine.call(ports.put, step, () => void order.push(`${own}${step}`));
      });
      names.forEach((name) => room.start(name));
      await room.loop.run(60_000);
      return order;
    };
    const order = await orderOf([7, 8]);
    expect(order).toEqual(await orderOf([7, 8]));
    expect(order).not.toEqual([...order].sort());
    expect([...order].sort()).toEqual(["1a", "1b", "1c", "1d", "2a", "2b", "2c", "2d"]);
  });

  it("is killed when its time is up", async () => {
    const room = roomWith({ kind: "random" }, (machine) => async () => {
      await machine.sleep(31_000);
      await machine.call(ports.put, "too late", () => undefined);
    });
    room.start();
    await room.loop.run(60_000);
    expect(room.outcomes).toEqual([{ kind: "died" }]);
  });
});

describe("virtual time", () => {
  it("lets what is planned happen in order of time, of one moment in order of planning", async () => {
    const loop = new Loop(1000);
    const happened: string[] = [];
    const note = (what: string) => (): void => void happened.push(`${loop.now} ${what}`);
    loop.at(3000, note("c"));
    loop.at(2000, note("a"));
    loop.at(2000, note("b"));
    loop.at(1, note("past"));
    loop.at(9000, note("later"));
    await loop.run(5000);
    expect(happened).toEqual(["1000 past", "2000 a", "2000 b", "3000 c"]);
    expect(loop.now).toBe(5000);
  });

  it("waits in no time for work that is no call of a port", async () => {
    const loop = new Loop(0);
    const happened: string[] = [];
    let isDone = false;
    loop.at(1, () => {
      loop.resumes(() => !isDone);
      setTimeout(() => {
        happened.push(`composed at ${loop.now}`);
        isDone = true;
      }, 5);
    });
    loop.at(2, () => happened.push("next"));
    await loop.run(10);
    expect(happened).toEqual(["composed at 1", "next"]);
  });
});
