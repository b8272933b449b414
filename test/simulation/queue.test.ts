import { visibilitySeconds } from "../../shared/platform/queues.ts";
import { type Conditions, drawConditions, troubles, without } from "./conditions.ts";
import { Loop } from "./loop.ts";
import { Fleet } from "./fleet.ts";
import { Machine } from "./machine.ts";
import { Queue } from "./queue.ts";
import { Stream } from "./random.ts";
import { Trace } from "./trace.ts";

const calm: Conditions = without(drawConditions(new Stream(1), 0, 1), troubles);
const visibility = visibilitySeconds("facts") * 1000;
const day = 86_400_000;

/** A queue whose function says of each record whether it is done with it. */
const queueOf = (isDone: (body: string, receives: number) => boolean, conditions = calm) => {
  const loop = new Loop(0);
  const room = {
    loop,
    trace: new Trace(),
    seed: 1,
    conditions: () => conditions,
    faultPlan: { kind: "random" as const },
    breaks: () => true,
    onFault: () => undefined,
    onStart: () => undefined,
    onEnd: () => undefined,
  };
  const received: { at: number; body: string; receives: number }[] = [];
  type Records = { Records: { body: string; attributes: { ApproximateReceiveCount: string } }[] };
  const handle = (input: unknown): Promise<unknown> =>
    Promise.resolve(
      (input as Records).Records.map(({ body, attributes }) => {
        const receives = Number(attributes.ApproximateReceiveCount);
        received.push({ at: loop.now, body, receives });
        return isDone(body, receives) ? { status: "fulfilled" } : { status: "rejected" };
      }),
    );
  const fleet = new Fleet("update-profile", room, { invocations: 0 }, () => ({
    machine: new Machine(room, { calls: 0 }),
    handle,
  }));
  const handled: string[] = [];
  const queue = new Queue("facts", fleet, { ...room, onHandled: ({ body }) => void handled.push(body) });
  const add = (body: string, name = body.charCodeAt(0)): void =>
    queue.add(name, body, 0, { act: -1, subject: () => ({}) });
  return { loop, queue, received, handled, add };
};

describe("a queue of the simulation", () => {
  it("hands over again only what of a batch has failed, after the visibility time-out", async () => {
    const { loop, queue, received, handled, add } = queueOf((body, receives) => body !== "b" || receives > 1);
    ["a", "b", "c"].forEach((body) => add(body));
    await loop.run(day);
    const again = received.filter(({ receives }) => receives > 1);
    expect(again.map(({ body }) => body)).toEqual(["b"]);
    const first = received.find(({ body }) => body === "b")?.at ?? 0;
    expect((again[0]?.at ?? 0) - first).toBeGreaterThanOrEqual(visibility);
    expect([...handled].sort()).toEqual(["a", "b", "c"]);
    expect(queue.alive).toBe(0);
  });

  it("gives up after 25 receives, and begins anew when it is redriven", async () => {
    const works = { now: false };
    const { loop, queue, received, add } = queueOf(() => works.now);
    add("poison");
    await loop.run(day);
    expect(received.at(-1)?.receives).toBe(25);
    expect(queue.dead).toHaveLength(1);
    works.now = true;
    expect(queue.redrive()).toBe(1);
    await loop.run(2 * day);
    expect(received.at(-1)?.receives).toBe(1);
    expect([queue.dead.length, queue.alive]).toEqual([0, 0]);
  });

  it("delivers some messages twice where the conditions say so, and counts them as handled once", async () => {
    const { loop, received, handled, add } = queueOf(() => true, { ...calm, twice: 1 });
    ["a", "b", "c"].forEach((body) => add(body));
    await loop.run(day);
    expect(received.length).toBeGreaterThan(3);
    expect([...handled].sort()).toEqual(["a", "b", "c"]);
  });
});
