import { SendRawEmailCommand, type SESClient } from "@aws-sdk/client-ses";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { createSesEmail } from "../../../shared/platform/adapters/ses-email.ts";
import { createSnsSupport } from "../../../shared/platform/adapters/sns-support.ts";
import { createSnsText } from "../../../shared/platform/adapters/sns-text.ts";
import { recordingClient } from "./recording-client.ts";

const email = {
  message: "m-1",
  store: "demo",
  from: "hello@demo.example",
  to: "ada@example.com",
  raw: Buffer.from("Subject: Hi\r\n\r\nHi"),
};
const text = { message: "m-1", store: "demo", to: "+12125550100", body: "Demo: your cart is waiting. STOP to stop." };

const throttled = Object.assign(new Error("Maximum sending rate exceeded."), {
  name: "Throttling",
  $metadata: { httpStatusCode: 400 },
});

describe("email through SES", () => {
  const senderWith = (answer: () => unknown) => {
    const recorded = recordingClient<Pick<SESClient, "send">>(answer);
    return { ...recorded, sender: createSesEmail({ client: recorded.client, configurationSet: "comeback-test" }) };
  };

  test("hands over the very bytes, to the one address, tagged with our message", async () => {
    const { sender, commands } = senderWith(() => ({ MessageId: "ses-1" }));
    expect(await sender.send(email)).toEqual({ kind: "accepted", providerId: "ses-1" });
    expect(commands).toHaveLength(1);
    expect(commands[0]).toBeInstanceOf(SendRawEmailCommand);
    expect(commands[0]?.input).toEqual({
      Source: "hello@demo.example",
      Destinations: ["ada@example.com"],
      RawMessage: { Data: email.raw },
      ConfigurationSetName: "comeback-test",
      Tags: [
        { Name: "comeback-message", Value: "m-1" },
        { Name: "comeback-store", Value: "demo" },
      ],
    });
  });

  test("an answer without an id proves nothing", async () => {
    const { sender } = senderWith(() => ({}));
    expect(await sender.send(email)).toEqual({ kind: "ambiguous", reason: "answer without an id" });
  });

  test("a failure becomes an outcome, not an exception", async () => {
    const { sender } = senderWith(() => {
      throw throttled;
    });
    expect(await sender.send(email)).toEqual({ kind: "refused", retry: true, reason: "Throttling" });
  });
});

describe("text through SNS", () => {
  const senderWith = (answer: () => unknown, settings: { senderId?: string; originationNumber?: string } = {}) => {
    const recorded = recordingClient<Pick<SNSClient, "send">>(answer);
    return { ...recorded, sender: createSnsText({ client: recorded.client, type: "Promotional", ...settings }) };
  };
  const type = { "AWS.SNS.SMS.SMSType": { DataType: "String", StringValue: "Promotional" } };

  test.each([
    ["only the kind of text", {}, type],
    [
      "a sender id",
      { senderId: "DEMO" },
      { ...type, "AWS.SNS.SMS.SenderID": { DataType: "String", StringValue: "DEMO" } },
    ],
    [
      "an origination number",
      { originationNumber: "+18005550100" },
      { ...type, "AWS.MM.SMS.OriginationNumber": { DataType: "String", StringValue: "+18005550100" } },
    ],
  ])("goes to the phone number, with %s", async (_, settings, attributes) => {
    const { sender, commands } = senderWith(() => ({ MessageId: "sns-1" }), settings);
    expect(await sender.send(text)).toEqual({ kind: "accepted", providerId: "sns-1" });
    expect(commands).toHaveLength(1);
    expect(commands[0]).toBeInstanceOf(PublishCommand);
    expect(commands[0]?.input).toEqual({ PhoneNumber: text.to, Message: text.body, MessageAttributes: attributes });
  });

  test("goes out from the store's own number, where it has one", async () => {
    const { sender, commands } = senderWith(() => ({ MessageId: "sns-1" }), { originationNumber: "+18005550100" });
    await sender.send({ ...text, from: "+18885550100" });
    expect(commands[0]?.input).toMatchObject({
      MessageAttributes: { "AWS.MM.SMS.OriginationNumber": { DataType: "String", StringValue: "+18885550100" } },
    });
  });

  test("is not sent under the stage's sender id, where the store has a number", async () => {
    const { sender, commands } = senderWith(() => ({ MessageId: "sns-1" }), { senderId: "SHOP" });
    await sender.send({ ...text, from: "+18885550100" });
    expect(commands[0]?.input).toMatchObject({
      MessageAttributes: {
        ...type,
        "AWS.MM.SMS.OriginationNumber": { DataType: "String", StringValue: "+18885550100" },
      },
    });
    expect(JSON.stringify(commands[0]?.input)).not.toContain("SenderID");
  });

  test("an answer without an id proves nothing", async () => {
    const { sender } = senderWith(() => ({}));
    expect(await sender.send(text)).toEqual({ kind: "ambiguous", reason: "answer without an id" });
  });

  test("a failure becomes an outcome, not an exception", async () => {
    const { sender } = senderWith(() => {
      throw throttled;
    });
    expect(await sender.send(text)).toEqual({ kind: "refused", retry: true, reason: "Throttling" });
  });
});

describe("alerts to support through SNS", () => {
  const topicArn = "arn:aws:sns:us-east-1:111122223333:comeback-test-support";
  const alert = { message: "m-1", store: "demo", subject: "1 star from Ada", text: "Ada Lovelace, 4 orders: “Broke.”" };
  const senderWith = (answer: () => unknown) => {
    const recorded = recordingClient<Pick<SNSClient, "send">>(answer);
    return { ...recorded, sender: createSnsSupport({ client: recorded.client, topicArn }) };
  };

  test("goes to the topic whole, marked with its store so that a subscription can choose", async () => {
    const { sender, commands } = senderWith(() => ({ MessageId: "sns-1" }));
    expect(await sender.send(alert)).toEqual({ kind: "accepted", providerId: "sns-1" });
    expect(commands).toHaveLength(1);
    expect(commands[0]).toBeInstanceOf(PublishCommand);
    expect(commands[0]?.input).toEqual({
      TopicArn: topicArn,
      Subject: "1 star from Ada",
      Message: alert.text,
      MessageAttributes: { store: { DataType: "String", StringValue: "demo" } },
    });
  });

  test.each([
    { why: "accents", subject: "1 star from Zoë Müller", written: "1 star from Zoe Muller" },
    { why: "signs that are no ASCII", subject: "★ from 李", written: "? from ?" },
    { why: "one sign of two code units", subject: "1 star 😡", written: "1 star ?" },
    { why: "line breaks", subject: "1 star\r\nBcc: all@shop.example", written: "1 star Bcc: all@shop.example" },
    { why: "a space at the front", subject: " 1 star", written: "1 star" },
    { why: "more than SNS takes", subject: "x".repeat(120), written: "x".repeat(99) },
  ])("has a subject that SNS takes, in spite of $why", async ({ subject, written }) => {
    const { sender, inputs } = senderWith(() => ({ MessageId: "sns-1" }));
    await sender.send({ ...alert, subject });
    expect(inputs()).toEqual([expect.objectContaining({ Subject: written, Message: alert.text })]);
  });

  test("an answer without an id proves nothing", async () => {
    const { sender } = senderWith(() => ({}));
    expect(await sender.send(alert)).toEqual({ kind: "ambiguous", reason: "answer without an id" });
  });

  test("a failure becomes an outcome, not an exception", async () => {
    const { sender } = senderWith(() => {
      throw throttled;
    });
    expect(await sender.send(alert)).toEqual({ kind: "refused", retry: true, reason: "Throttling" });
  });
});
