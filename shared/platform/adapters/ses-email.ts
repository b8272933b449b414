import { SendRawEmailCommand, SESClient } from "@aws-sdk/client-ses";
import type { EmailSender } from "../ports.ts";
import { classifySendError } from "./classify-send-error.ts";
import { onceOnly, type ProviderClientOptions } from "./provider-client.ts";

/** A client that makes one attempt; see {@link onceOnly}. */
export const createSesClient = (options: ProviderClientOptions = {}): SESClient => new SESClient(onceOnly(options));

/**
 * Email through SES. Both tags come back with every event of the configuration set, so a provider's event can settle
 * the message; their values may hold ASCII letters, digits, `_` and `-` only
 * (https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html). The client must be of {@link createSesClient}.
 */
export const createSesEmail = ({
  client,
  configurationSet,
}: {
  readonly client: Pick<SESClient, "send">;
  readonly configurationSet: string;
}): EmailSender => ({
  send: async (email) => {
    try {
      const { MessageId } = await client.send(
        new SendRawEmailCommand({
          Source: email.from,
          Destinations: [email.to],
          RawMessage: { Data: email.raw },
          ConfigurationSetName: configurationSet,
          Tags: [
            { Name: "comeback-message", Value: email.message },
            { Name: "comeback-store", Value: email.store },
          ],
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
