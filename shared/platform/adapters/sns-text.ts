import { PublishCommand, SNSClient, type MessageAttributeValue } from "@aws-sdk/client-sns";
import type { TextSender } from "../ports.ts";
import { classifySendError } from "./classify-send-error.ts";
import { onceOnly, type ProviderClientOptions } from "./provider-client.ts";

/** A client that makes one attempt; see {@link onceOnly}. */
export const createSnsClient = (options: ProviderClientOptions = {}): SNSClient => new SNSClient(onceOnly(options));

const text = (value: string): MessageAttributeValue => ({ DataType: "String", StringValue: value });

/**
 * Texts through SNS, without a topic. The attributes are those of
 * https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html; a store's own number goes
 * before the origination number, that before the sender id; the account's own choice counts where none is given. The client must be of {@link createSnsClient}.
 */
export const createSnsText = ({
  client,
  type,
  senderId,
  originationNumber,
}: {
  readonly client: Pick<SNSClient, "send">;
  readonly type: "Promotional" | "Transactional";
  readonly senderId?: string;
  readonly originationNumber?: string;
}): TextSender => ({
  send: async ({ to, body, from = originationNumber }) => {
    try {
      const { MessageId } = await client.send(
        new PublishCommand({
          PhoneNumber: to,
          Message: body,
          MessageAttributes: {
            "AWS.SNS.SMS.SMSType": text(type),
            ...(from === undefined && senderId !== undefined && { "AWS.SNS.SMS.SenderID": text(senderId) }),
            ...(from !== undefined && { "AWS.MM.SMS.OriginationNumber": text(from) }),
          },
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
