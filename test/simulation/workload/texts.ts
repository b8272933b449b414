import type { TextAct } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import { type Shop, stamp } from "./shop.ts";

/** A text to the number of a shop, in the envelope of SNS, which alone tells when it was sent. */
export const tellText = (
  { id, number }: Shop,
  inboundMessageId: string,
  from: string,
  words: string,
  at: Moment,
): TextAct => {
  const said = { originationNumber: from, destinationNumber: number, messageBody: words, inboundMessageId };
  return {
    kind: "inbound-text",
    store: id,
    from,
    words,
    body: JSON.stringify({
      Type: "Notification",
      MessageId: inboundMessageId,
      Message: JSON.stringify(said),
      Timestamp: stamp(at),
    }),
  };
};
