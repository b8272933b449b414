import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { SupportSender } from "../ports.ts";
import { classifySendError } from "./classify-send-error.ts";

/**
 * SNS takes subjects of less than 100 ASCII characters that begin with a visible one and have no line breaks:
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html. Letters lose their accents, other signs become `?`.
 */
const subjectOf = (subject: string): string =>
  subject
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/\s+/g, " ")
    .replace(/[^\x20-\x7e]/gu, "?")
    .trim()
    .slice(0, 99);

/**
 * Tells support through a topic, to which mailboxes or a chat are subscribed; the store is a message attribute, so that
 * a subscription can ask for one store only. The client must make one attempt.
 */
export const createSnsSupport = ({
  client,
  topicArn,
}: {
  readonly client: Pick<SNSClient, "send">;
  readonly topicArn: string;
}): SupportSender => ({
  send: async ({ store, subject, text }) => {
    try {
      const { MessageId } = await client.send(
        new PublishCommand({
          TopicArn: topicArn,
          Subject: subjectOf(subject),
          Message: text,
          MessageAttributes: { store: { DataType: "String", StringValue: store } },
        }),
      );
      return MessageId === undefined
        ? { kind: "ambiguous", reason: "answer without an id" }
        : { kind: "accepted", providerId: MessageId };
    } catch (error) {
      return classifySendError(error);
    }
  },
});
