import * as z from "zod";

/**
 * A text a customer sent us, as AWS End User Messaging puts it on a topic:
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html
 */
export const InboundText = z.object({
  originationNumber: z.string().min(1),
  destinationNumber: z.string(),
  messageBody: z.string(),
  inboundMessageId: z.string().min(1).optional(),
});
export type InboundText = z.infer<typeof InboundText>;

const digits = (number: string): string => number.replace(/\D/g, "");

/** Whether two writings are the same long or short number of ours. */
export const isSameNumber = (one: string, another: string): boolean =>
  digits(one) !== "" && digits(one) === digits(another);
