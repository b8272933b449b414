import type { Settings } from "../settings/settings.ts";
import { hashId } from "../store/keys.ts";
import type { Message } from "../store/messages.ts";

/** The sender as Gmail's feedback loop knows it: 5 to 15 characters, the same for all mail of a store. */
const senderIdOf = (store: string, brand: string): string => {
  const letters = brand
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .slice(0, 15);
  if (letters.length >= 5 && letters !== store) return letters;
  const proof = hashId("sender", store).replaceAll(/[^A-Za-z0-9]/g, "");
  return `${letters.slice(0, 8)}${proof}`.slice(0, 15);
};

const field = (text: string): string => text.replaceAll(/[^\w.-]/g, "-");

/**
 * What tells mailbox providers which stream a mail belongs to, of no person:
 *
 * - `Feedback-ID: flow:flow_step:store:sender`, by which Gmail counts complaints
 *   (https://support.google.com/mail/answer/6254652: the narrowest first, each field by itself, so no word stands for two
 *   things);
 * - `List-Id`, one per store, under the domain it sends from (RFC 2919);
 * - `Auto-Submitted: auto-generated` (RFC 3834), so that no absence notice comes back. `Precedence` is not set: it is
 *   no standard, and `bulk` says less than `List-Id` (RFC 2076, 3.9).
 */
export const streamHeaders = (
  { id, brand }: Pick<Settings, "id" | "brand">,
  { flow, step }: Pick<Message, "flow" | "step">,
) => {
  const domain = brand.from.email.slice(brand.from.email.lastIndexOf("@") + 1);
  return {
    "Feedback-ID": [flow, `${flow}_${step}`, id, senderIdOf(id, brand.name)].map(field).join(":"),
    "List-Id": `<${id}.${domain}>`,
    "Auto-Submitted": "auto-generated",
  };
};
