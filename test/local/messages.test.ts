import { describe, expect, it } from "@jest/globals";
import { shelvesIn, startMs, tempFolder } from "./support/fixtures.ts";

const options = { now: startMs, most: 10, visibilityMs: 180_000, maxReceives: 3 };
const bodies = (received: { taken: readonly { body: string }[] }): string[] => received.taken.map(({ body }) => body);

describe("a queue on disk", () => {
  it("hands out the oldest visible messages first, and no more than asked for", () => {
    const { messages } = shelvesIn();
    messages.add("facts", "late", startMs, startMs + 1);
    for (const body of ["a", "b", "c"]) messages.add("facts", body, startMs);
    expect(bodies(messages.receive("facts", { ...options, most: 2 }))).toEqual(["a", "b"]);
    expect(bodies(messages.receive("facts", options))).toEqual(["c"]);
    expect(bodies(messages.receive("facts", { ...options, now: startMs + 1 }))).toEqual(["late"]);
  });

  it("keeps queues apart", () => {
    const { messages } = shelvesIn();
    messages.add("facts", "a", startMs);
    expect(bodies(messages.receive("wakes", options))).toEqual([]);
  });

  it("hides what was received until its visibility time has passed, and counts the receives", () => {
    const { messages } = shelvesIn();
    messages.add("facts", "a", startMs);
    expect(messages.receive("facts", options).taken).toMatchObject([{ body: "a", receives: 1, sentAt: startMs }]);
    expect(messages.receive("facts", { ...options, now: startMs + 179_999 }).taken).toEqual([]);
    expect(messages.nextVisible()).toBe(startMs + 180_000);
    expect(messages.receive("facts", { ...options, now: startMs + 180_000 }).taken).toMatchObject([{ receives: 2 }]);
  });

  it("deletes what succeeded and keeps what failed", () => {
    const { messages } = shelvesIn();
    for (const body of ["good", "bad"]) messages.add("facts", body, startMs);
    const { taken } = messages.receive("facts", options);
    const bad = taken.find(({ body }) => body === "bad");
    messages.settle(taken, new Map([[bad?.id ?? "", "no"]]));
    expect(bodies(messages.receive("facts", { ...options, now: startMs + 180_000 }))).toEqual(["bad"]);
  });

  it("moves a message to the dead letters with its last reason when it has been received too often", () => {
    const { messages } = shelvesIn();
    messages.add("facts", "poison", startMs);
    for (const receive of [0, 1, 2]) {
      const { taken } = messages.receive("facts", { ...options, now: startMs + receive * 180_000 });
      messages.settle(taken, new Map(taken.map(({ id }) => [id, `failure ${receive}`])));
    }
    const now = startMs + 3 * 180_000;
    expect(messages.deadLetters()).toEqual([]);
    const { taken, dead } = messages.receive("facts", { ...options, now });
    expect(taken).toEqual([]);
    expect(dead).toMatchObject([{ queue: "facts", body: "poison", receives: 3, deadAt: now, reason: "failure 2" }]);
    expect(messages.deadLetters()).toEqual(dead);
    expect(messages.nextVisible()).toBeUndefined();
  });

  it("keeps everything it accepted when the process dies, and makes visible at once what was being worked on", () => {
    const folder = tempFolder();
    const before = shelvesIn(folder);
    for (const body of ["waiting", "failed", "in flight"]) before.messages.add("facts", body, startMs);
    const [waiting] = before.messages.receive("facts", { ...options, most: 1 }).taken;
    const [failed] = before.messages.receive("facts", { ...options, most: 1 }).taken;
    before.messages.receive("facts", { ...options, most: 1 });
    before.messages.settle(failed ? [failed] : [], new Map([[failed?.id ?? "", "no"]]));
    before.disk.close();

    const { messages } = shelvesIn(folder);
    expect(messages.release(startMs)).toBe(2);
    const { taken } = messages.receive("facts", options);
    expect(taken.map(({ body, receives }) => [body, receives])).toEqual([
      [waiting?.body, 2],
      ["in flight", 2],
    ]);
    expect(bodies(messages.receive("facts", { ...options, now: startMs + 180_000 }))).toContain("failed");
  });

  it("is for one process at a time", () => {
    const folder = tempFolder();
    shelvesIn(folder);
    expect(() => shelvesIn(folder)).toThrow(/locked/);
  });
});
