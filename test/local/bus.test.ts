import { describe, expect, it } from "@jest/globals";
import { fixedRoutes, routesFor } from "../../shared/platform/routes.ts";
import { eventNames } from "../../shared/events/catalogue.ts";
import { QueueEvent } from "../../shared/platform/consume.ts";
import { createBus } from "../../local/bus.ts";
import { faultsWithCounts, productEvent, shelvesIn, standingClock, start, startMs } from "./support/fixtures.ts";
import { platformWith } from "./support/platform.ts";

const receive = { now: startMs, most: 100, visibilityMs: 1, maxReceives: 5 };

const busOver = (shelves = shelvesIn()) => {
  const clock = standingClock(shelves);
  const watched = faultsWithCounts();
  const routes = [
    { name: "catalogue", queue: "catalogue", events: ["product.deleted"] },
    { name: "flow-x", queue: "enrolments", events: ["product.deleted"] },
    { name: "facts", queue: "facts", events: ["order.updated"] },
  ] as const;
  return {
    ...watched,
    shelves,
    bus: createBus({ ...shelves, clock, faults: watched.faults, routes, notify: () => undefined }),
  };
};

describe("the bus", () => {
  it("puts an event on the queue of every rule that names it, and on no other", async () => {
    const { bus, shelves } = busOver();
    await bus.put([productEvent("7")]);
    const bodies = (queue: string) =>
      shelves.messages.receive(queue, receive).taken.map(({ body }) => JSON.parse(body));
    expect(bodies("catalogue")).toMatchObject([
      { source: "comeback.storefront", "detail-type": "product.deleted", detail: { data: { id: "7" } } },
    ]);
    expect(bodies("enrolments")).toHaveLength(1);
    expect(bodies("facts")).toEqual([]);
  });

  it("keeps every event in the archive, also one that no rule names", async () => {
    const { bus, shelves } = busOver();
    await bus.put([productEvent("7"), { ...productEvent("8"), type: "store.uninstalled", data: { at: start } }]);
    const kept = shelves.archive.page({ from: startMs, to: startMs + 1, most: 10 });
    expect(kept.map(({ event }) => JSON.parse(event).id)).toEqual(["event-7", "event-8"]);
  });

  it("has it on every queue before it is acknowledged, or on none", async () => {
    const shelves = shelvesIn();
    const broken = {
      ...shelves,
      messages: {
        ...shelves.messages,
        add: (queue: string, body: string, now: number) => {
          if (queue === "enrolments") throw new Error("the disk is full");
          shelves.messages.add(queue, body, now);
        },
      },
    };
    const { bus } = busOver(broken);
    await expect(bus.put([productEvent("7")])).rejects.toThrow("the disk is full");
    expect(shelves.messages.nextVisible()).toBeUndefined();
  });

  it("takes ten events a call, whole or not at all", async () => {
    const { bus, counts, faults, shelves } = busOver();
    const events = Array.from({ length: 12 }, (_, n) => productEvent(String(n)));
    await bus.put(events);
    expect(counts.report()).toEqual({ bus: { PutEvents: { calls: 2 } } });
    faults.add({ target: "bus", fault: "error", times: 1 });
    await expect(bus.put(events)).rejects.toMatchObject({ name: "InternalServerError" });
    expect(shelves.messages.receive("catalogue", receive).taken).toHaveLength(12);
  });

  it("refuses what is larger than a megabyte", async () => {
    const { bus } = busOver();
    const large = { ...productEvent("7"), topic: "x".repeat(1_048_577) };
    await expect(bus.put([large])).rejects.toMatchObject({
      name: "ValidationException",
      $metadata: { httpStatusCode: 400 },
    });
  });
});

describe("the rules", () => {
  it("send every event of the catalogue to exactly one of the fixed queues", () => {
    const routed = fixedRoutes.flatMap(({ events }): readonly string[] => events);
    expect([...routed].sort()).toEqual([...eventNames].sort());
  });

  it("have one more for each flow, by its trigger", () => {
    const routes = routesFor([{ id: "abandoned-checkout", triggers: [{ event: "checkout.updated" }] }]);
    expect(routes.slice(fixedRoutes.length)).toEqual([
      {
        name: "flow-abandoned-checkout",
        flow: "abandoned-checkout",
        queue: "enrolments",
        events: ["checkout.updated"],
      },
    ]);
  });
});

describe("an event from the bus", () => {
  it("reaches its function as a record of SQS", async () => {
    const seen: unknown[] = [];
    const platform = platformWith({
      "update-catalogue": () => (event) => {
        seen.push(event);
        return Promise.resolve({ batchItemFailures: [] });
      },
    });
    await platform.ports.bus.put([productEvent("7"), productEvent("8")]);
    await platform.timeline.move((now) => now);
    expect(QueueEvent.parse(seen[0]).Records).toHaveLength(2);
    expect(seen).toMatchObject([
      {
        Records: [
          {
            attributes: { ApproximateReceiveCount: "1", SentTimestamp: String(startMs) },
            eventSource: "aws:sqs",
            eventSourceARN: expect.stringMatching(/catalogue$/),
          },
          {},
        ],
      },
    ]);
  });
});
