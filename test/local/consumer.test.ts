import { describe, expect, it } from "@jest/globals";
import { failuresOf, sqsEvent } from "../../local/consumer.ts";

const batch = ["a", "b"].map((id) => ({ id, body: "{}", sentAt: 1, receives: 2 }));
const failed = (answer: unknown, lines: string[] = []) => [...failuresOf(batch, answer, lines).keys()];

describe("the answer to a batch", () => {
  it.each([
    { answer: null, ids: [] },
    { answer: {}, ids: [] },
    { answer: { batchItemFailures: null }, ids: [] },
    { answer: { batchItemFailures: [] }, ids: [] },
    { answer: { batchItemFailures: [{ itemIdentifier: "b" }] }, ids: ["b"] },
    { answer: { batchItemFailures: [{ itemIdentifier: "b" }, { itemIdentifier: "a" }] }, ids: ["b", "a"] },
    { answer: { batchItemFailures: [{ itemIdentifier: "" }] }, ids: ["a", "b"] },
    { answer: { batchItemFailures: [{ itemIdentifier: "c" }] }, ids: ["a", "b"] },
    { answer: { batchItemFailures: [{ id: "a" }] }, ids: ["a", "b"] },
    { answer: { batchItemFailures: "a" }, ids: ["a", "b"] },
    { answer: "fine", ids: ["a", "b"] },
  ])("$answer fails $ids, as Lambda documents it", ({ answer, ids }) => {
    expect(failed(answer)).toEqual(ids);
  });

  it("gives the last line of the log that names the message as the reason", () => {
    const lines = ['{"messageId":"b","error":"first"}', '{"messageId":"b","error":"last"}', '{"messageId":"a"}'];
    expect(failuresOf(batch, { batchItemFailures: [{ itemIdentifier: "b" }] }, lines).get("b")).toBe(lines[1]);
  });
});

describe("a record", () => {
  it("has the shape that SQS gives it", () => {
    expect(sqsEvent("facts", [{ id: "a", body: "hello", sentAt: 1_700_000_000_000, receives: 3 }])).toEqual({
      Records: [
        {
          messageId: "a",
          receiptHandle: expect.any(String),
          body: "hello",
          attributes: {
            ApproximateReceiveCount: "3",
            SentTimestamp: "1700000000000",
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: "1700000000000",
          },
          messageAttributes: {},
          md5OfBody: "5d41402abc4b2a76b9719d911017c592",
          eventSource: "aws:sqs",
          eventSourceARN: expect.stringMatching(/^arn:aws:sqs:[a-z0-9-]+:\d{12}:.*facts$/),
          awsRegion: "us-east-1",
        },
      ],
    });
  });
});
