import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { awsArchive } from "../../cli/replay/aws-archive.ts";
import { busSource, type Event } from "../../shared/events/catalogue.ts";
import { hours, plus } from "../../shared/events/instant.ts";
import { recordingClient } from "../platform/adapters/recording-client.ts";
import { orderUpdated, start } from "../support/events.ts";

const now = plus(start, hours(2));
const own = `what-if-comeback-prod-${now.replace(/[^\dT]/g, "")}`;
const body = (detail: unknown, replay = own): string =>
  JSON.stringify({ source: busSource, "detail-type": "order.updated", "replay-name": replay, detail });

/** EventBridge and the queue of a stage: the states of the replay one after the other, and what the queue gives each time. */
const stageWith = (
  states: readonly string[],
  batches: readonly (readonly string[])[],
  others: readonly { readonly ReplayName: string; readonly State: string }[] = [],
) => {
  let asked = 0;
  let read = 0;
  let deleted = 0;
  const events = recordingClient<Pick<EventBridgeClient, "send">>((command) => {
    switch (command.constructor.name) {
      case "ListReplaysCommand":
        return { Replays: others };
      case "DescribeArchiveCommand":
        return { ArchiveArn: "arn:archive", EventSourceArn: "arn:bus" };
      case "DescribeRuleCommand":
        return { Arn: "arn:rule" };
      case "DescribeReplayCommand":
        asked += 1;
        return { State: states[Math.min(asked, states.length) - 1], StateReason: "the reason" };
      default:
        return {};
    }
  });
  const sqs = recordingClient<Pick<SQSClient, "send">>((command) => {
    switch (command.constructor.name) {
      case "GetQueueUrlCommand":
        return { QueueUrl: "https://sqs.example/comeback-prod-replay" };
      case "ReceiveMessageCommand": {
        const bodies = batches[read] ?? [];
        read += 1;
        return { Messages: bodies.map((Body, n) => ({ Body, ReceiptHandle: String(n) })) };
      }
      case "DeleteMessageBatchCommand":
        deleted += 1;
        return {};
      default:
        throw new Error(`Nobody should have called ${command.constructor.name}.`);
    }
  });
  const archive = awsArchive("prod", {
    events: events.client,
    sqs: sqs.client,
    now: () => now,
    sleep: () => Promise.resolve(),
  });
  const called = () => events.commands.map((command) => command.constructor.name.replace(/Command$/, ""));
  return { archive, events, called, deleted: () => deleted };
};

const readAll = async (events: AsyncIterable<Event | undefined>): Promise<readonly (Event | undefined)[]> => {
  const all: (Event | undefined)[] = [];
  for await (const event of events) all.push(event);
  return all;
};
const order = (id: string): Event => orderUpdated({ id });

test("a replay goes to the one rule that only this uses, and its queue is read to the end, also after the replay is over", async () => {
  const late = [[body(order("o-2"))]];
  const { archive, events, deleted } = stageWith(
    ["RUNNING", "COMPLETED"],
    [[body(order("o-1"))], ...Array.from({ length: 9 }, () => []), ...late],
  );
  const read = await readAll(archive.replay(start, now));
  expect(read.map((event) => event?.data)).toMatchObject([{ id: "o-1" }, { id: "o-2" }]);
  expect(deleted()).toBe(2);
  const started = events.commands.find((command) => command.constructor.name === "StartReplayCommand");
  expect(started?.input).toMatchObject({
    ReplayName: own,
    EventSourceArn: "arn:archive",
    EventStartTime: new Date(start),
    EventEndTime: new Date(now),
    Destination: { Arn: "arn:bus", FilterArns: ["arn:rule"] },
  });
});

test("what an earlier replay has left is thrown away, and what nobody understands is told as that", async () => {
  const { archive } = stageWith(
    ["COMPLETED"],
    [[body(order("o-9"), "what-if-comeback-prod-earlier"), body({ type: "unheard.of" }), body(order("o-1"))]],
  );
  const read = await readAll(archive.replay(start, now));
  expect(read.map((event) => event?.id)).toEqual([undefined, order("o-1").id]);
});

test("a replay that nobody reads any more is cancelled", async () => {
  const { archive, called } = stageWith(["RUNNING"], [[body(order("o-1"))]]);
  for await (const _event of archive.replay(start, now)) break;
  expect(called().at(-1)).toBe("CancelReplay");
});

test("a replay that fails says why", async () => {
  const { archive } = stageWith(["FAILED"], []);
  await expect(readAll(archive.replay(start, now))).rejects.toThrow("ended as FAILED. the reason");
});

test("a second replay is refused while one is read, and one that is over is in nobody's way", async () => {
  const other = { ReplayName: "what-if-comeback-prod-1", State: "RUNNING" };
  const { archive, called } = stageWith(["COMPLETED"], [], [other]);
  await expect(readAll(archive.replay(start, now))).rejects.toThrow("is being read already: what-if-comeback-prod-1");
  expect(called()).toEqual(["ListReplays"]);
  const over = stageWith(["COMPLETED"], [], [{ ...other, State: "COMPLETED" }]);
  expect(await readAll(over.archive.replay(start, now))).toEqual([]);
});
