import { localDeadLetters } from "../../cli/dead-letters/local-dead-letters.ts";
import { localArchive } from "../../cli/replay/local-archive.ts";
import { createRepairPorts } from "../../local/repair-ports.ts";
import { days, hours, plus, toEpoch } from "../../shared/events/instant.ts";
import { productEvent, shelvesIn, standingClock, start, startMs } from "./support/fixtures.ts";

/** The ports of a folder as the command line calls them, with JSON on the way. */
const setup = () => {
  const shelves = shelvesIn();
  const clock = standingClock(shelves);
  const notified: number[] = [];
  const ports = createRepairPorts({ ...shelves, clock, notify: () => notified.push(clock.nowMs()) });
  const call = async (port: string, operation: string, ...args: readonly unknown[]): Promise<unknown> => {
    const result = await ports[port]?.[operation]?.(JSON.parse(JSON.stringify(args)));
    return result === undefined ? null : JSON.parse(JSON.stringify(result));
  };
  return { shelves, clock, notified, call };
};

const die = ({ messages }: ReturnType<typeof setup>["shelves"], queue: string, body: string): void => {
  const options = { now: startMs, most: 10, visibilityMs: 0, maxReceives: 1 };
  messages.add(queue, body, startMs);
  const { taken } = messages.receive(queue, options);
  messages.settle(taken, new Map(taken.map(({ id }) => [id, '{"message":"record failed","error":"TypeError"}'])));
  messages.receive(queue, options);
};

const read = async <T>(all: AsyncIterable<T>): Promise<readonly T[]> => {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
};

describe("dead letters of the local run", () => {
  it("are counted and read by the names they have on AWS", async () => {
    const { shelves, call } = setup();
    die(shelves, "facts", "one");
    const letters = localDeadLetters(call);
    expect((await letters.count()).filter(({ waiting }) => waiting > 0)).toEqual([{ queue: "facts-dead", waiting: 1 }]);
    expect(await read(letters.read("facts-dead"))).toMatchObject([
      { queue: "facts-dead", body: "one", since: start, receives: 1, reason: "TypeError" },
    ]);
    expect(await read(letters.read("wakes-dead"))).toEqual([]);
  });

  it("go back to their queue once, and are worked on at once", async () => {
    const { shelves, call, notified } = setup();
    die(shelves, "facts", "one");
    const letters = localDeadLetters(call);
    const [one] = await read(letters.read("facts-dead"));
    if (one === undefined) throw new Error("There is one.");
    await letters.redrive(one);
    expect(notified).toHaveLength(1);
    const options = { now: startMs, most: 10, visibilityMs: 1, maxReceives: 5 };
    expect(shelves.messages.receive("facts", options).taken).toMatchObject([{ body: "one", receives: 1 }]);
    await expect(letters.redrive(one)).rejects.toThrow(`There is no dead letter ${one.id} any more.`);
    expect(await read(letters.read("facts-dead"))).toEqual([]);
  });

  it("can be dropped, once", async () => {
    const { shelves, call } = setup();
    die(shelves, "facts", "one");
    const letters = localDeadLetters(call);
    const [one] = await read(letters.read("facts-dead"));
    if (one === undefined) throw new Error("There is one.");
    await letters.drop(one);
    await expect(letters.drop(one)).rejects.toThrow("any more");
    expect(shelves.messages.nextVisible()).toBeUndefined();
  });
});

describe("the archive of the local run", () => {
  it("gives back what the bus took in a span, page after page, in order", async () => {
    const { shelves, call } = setup();
    for (let n = 0; n < 450; n += 1)
      shelves.archive.add(JSON.stringify(productEvent(`p-${n}`)), startMs + Math.floor(n / 3));
    const events = await read(localArchive(call).replay(start, plus(start, hours(1))));
    expect(events.map((event) => event?.id)).toEqual(Array.from({ length: 450 }, (_, n) => `event-p-${n}`));
    expect(await read(localArchive(call).replay(plus(start, hours(1)), plus(start, hours(2))))).toEqual([]);
  });

  it("does not stumble over an event of another version", async () => {
    const { shelves, call } = setup();
    shelves.archive.add('{"type":"unheard.of"}', startMs);
    expect(await read(localArchive(call).replay(start, plus(start, hours(1))))).toEqual([undefined]);
  });

  it("keeps an event for 30 days", async () => {
    const { shelves, call } = setup();
    shelves.archive.add(JSON.stringify(productEvent("old")), startMs);
    const later = plus(start, days(31));
    shelves.archive.add(JSON.stringify(productEvent("new")), toEpoch(later));
    const events = await read(localArchive(call).replay(start, plus(later, hours(1))));
    expect(events.map((event) => event?.id)).toEqual(["event-new"]);
  });
});
