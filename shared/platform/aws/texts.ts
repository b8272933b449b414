import * as z from "zod";
import { createSnsClient, createSnsText } from "../adapters/sns-text.ts";
import type { TextSender } from "../ports.ts";

/** What texts of stores without a number of their own go out from, where the stage has something for them. */
export const TextsEnv = z.object({
  SMS_ORIGINATION_NUMBER: z.string().min(1).optional(),
  SMS_SENDER_ID: z.string().min(1).optional(),
});

export const awsTexts = (
  { SMS_ORIGINATION_NUMBER: originationNumber, SMS_SENDER_ID: senderId }: z.infer<typeof TextsEnv>,
  type: "Promotional" | "Transactional",
): TextSender =>
  createSnsText({
    client: createSnsClient(),
    type,
    ...(originationNumber !== undefined && { originationNumber }),
    ...(senderId !== undefined && { senderId }),
  });
