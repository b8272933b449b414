import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { createSqsQueue } from "../../../shared/platform/adapters/sqs-queue.ts";
import { recordingClient } from "./recording-client.ts";

const url = "https://sqs.test/queue";

test.each([
  ["none", undefined, 0],
  ["a delay in seconds", 90, 90],
  ["part of a second, rounded up", 0.2, 1],
  ["the longest there is", 900, 900],
  ["more than there is", 4000, 900],
  ["a negative one", -5, 0],
])("a message is JSON, delayed by %s", async (_, delay, expected) => {
  const { client, commands } = recordingClient<Pick<SQSClient, "send">>(() => ({ MessageId: "m" }));
  await createSqsQueue<{ message: string }>({ client, url }).send({ message: "ü" }, delay);
  expect(commands[0]).toBeInstanceOf(SendMessageCommand);
  expect(commands[0]?.input).toEqual({ QueueUrl: url, MessageBody: '{"message":"ü"}', DelaySeconds: expected });
});

test("a queue that does not take a message fails the sending", async () => {
  const refusal = new Error("queue does not exist");
  const { client } = recordingClient<Pick<SQSClient, "send">>(() => {
    throw refusal;
  });
  await expect(createSqsQueue<string>({ client, url }).send("x")).rejects.toBe(refusal);
});
