import { PutEventsCommand, type EventBridgeClient, type PutEventsCommandInput } from "@aws-sdk/client-eventbridge";
import { BusMessage, Event } from "../../../shared/events/catalogue.ts";
import { createEventBridgeBus, EventsNotTakenError } from "../../../shared/platform/adapters/event-bridge-bus.ts";
import { recordingClient } from "./recording-client.ts";

const at = "2026-11-20T15:00:00.000Z";

const eventOf = (id: string, title = "Lamp"): Event =>
  Event.parse({
    id,
    type: "product.updated",
    store: "demo",
    source: "shopify",
    topic: "products/update",
    version: "1",
    occurredAt: at,
    receivedAt: at,
    who: {},
    consents: [],
    correlationId: "c",
    data: { id: "7", title, available: true, soldOutVariants: [], updatedAt: at },
  });
const events = (count: number, title?: string) => Array.from({ length: count }, (_, n) => eventOf(`e${n}`, title));

const idsOf = (input: unknown): string[] =>
  ((input as PutEventsCommandInput).Entries ?? []).map(({ Detail }) => Event.parse(JSON.parse(Detail ?? "")).id);

type Verdict = (id: string, call: number) => string | undefined;

/** A bus that refuses an entry with the code the verdict names. */
const busWith = (verdict: Verdict) => {
  const waits: number[] = [];
  const recorded = recordingClient<Pick<EventBridgeClient, "send">>(({ input }, call) => {
    const Entries = idsOf(input).map((id) => {
      const ErrorCode = verdict(id, call);
      return ErrorCode === undefined ? { EventId: `taken-${id}` } : { ErrorCode, ErrorMessage: "not now" };
    });
    return { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries };
  });
  const sleep = (milliseconds: number) => Promise.resolve(void waits.push(milliseconds));
  const bus = createEventBridgeBus({ client: recorded.client, busName: "comeback-test", sleep });
  return { ...recorded, bus, waits, calls: () => recorded.inputs().map(idsOf) };
};

test("an entry is what the rules and the consumers expect", async () => {
  const { bus, commands } = busWith(() => undefined);
  await bus.put([eventOf("e0")]);
  expect(commands[0]).toBeInstanceOf(PutEventsCommand);
  const [entry] = (commands[0]?.input as PutEventsCommandInput).Entries ?? [];
  expect(entry).toMatchObject({
    EventBusName: "comeback-test",
    Source: "comeback.storefront",
    DetailType: "product.updated",
  });
  const delivered = {
    source: entry?.Source,
    "detail-type": entry?.DetailType,
    detail: JSON.parse(entry?.Detail ?? ""),
  };
  expect(BusMessage.parse(delivered).detail).toEqual(eventOf("e0"));
});

test("no events are no call", async () => {
  const { bus, commands } = busWith(() => undefined);
  await bus.put([]);
  expect(commands).toEqual([]);
});

test.each([
  [10, [10]],
  [11, [10, 1]],
  [25, [10, 10, 5]],
])("%i events go in calls of at most ten, in order", async (count, sizes) => {
  const { bus, calls } = busWith(() => undefined);
  await bus.put(events(count));
  expect(calls().map((ids) => ids.length)).toEqual(sizes);
  expect(calls().flat()).toEqual(events(count).map(({ id }) => id));
});

test("a call stays below 256 KB, counted in bytes", async () => {
  const { bus, calls, inputs } = busWith(() => undefined);
  await bus.put(events(7, "ü".repeat(50_000)));
  expect(calls().map((ids) => ids.length)).toEqual([2, 2, 2, 1]);
  for (const input of inputs()) {
    const details = ((input as PutEventsCommandInput).Entries ?? []).map(({ Detail }) =>
      Buffer.byteLength(Detail ?? ""),
    );
    expect(details.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(256 * 1024);
  }
});

test("an event larger than that travels alone", async () => {
  const { bus, calls } = busWith(() => undefined);
  await bus.put([eventOf("small"), eventOf("large", "x".repeat(300_000)), eventOf("after")]);
  expect(calls()).toEqual([["small"], ["large"], ["after"]]);
});

test("only the entries that were not taken are put again", async () => {
  const { bus, calls, waits } = busWith((id, call) => {
    if (call === 1 && ["e1", "e3"].includes(id)) return "InternalFailure";
    return call === 2 && id === "e3" ? "ThrottlingException" : undefined;
  });
  await bus.put(events(4));
  expect(calls()).toEqual([["e0", "e1", "e2", "e3"], ["e1", "e3"], ["e3"]]);
  expect(waits).toEqual([100, 200]);
});

test("entries refused three times are an error that names how many and why, after the rest was put", async () => {
  const { bus, calls } = busWith((id) => {
    if (id === "e1") return "InternalFailure";
    return id === "e2" || id === "e5" ? "ThrottlingException" : undefined;
  });
  const failure = bus.put(events(12));
  await expect(failure).rejects.toThrow(EventsNotTakenError);
  await expect(failure).rejects.toThrow(
    "3 of 12 events were not taken by the bus: InternalFailure, ThrottlingException.",
  );
  expect(calls().map((ids) => ids.length)).toEqual([10, 3, 3, 2]);
});

test("an answer that says nothing of an entry does not count as taken", async () => {
  const { client } = recordingClient<Pick<EventBridgeClient, "send">>(() => ({ FailedEntryCount: 0, Entries: [] }));
  const bus = createEventBridgeBus({ client, busName: "b", sleep: () => Promise.resolve() });
  await expect(bus.put([eventOf("e0")])).rejects.toThrow("1 of 1 events were not taken by the bus: no answer.");
});

test("a call that fails as a whole fails the put", async () => {
  const outage = new Error("no bus today");
  const { client } = recordingClient<Pick<EventBridgeClient, "send">>(() => {
    throw outage;
  });
  await expect(createEventBridgeBus({ client, busName: "b" }).put([eventOf("e0")])).rejects.toBe(outage);
});
