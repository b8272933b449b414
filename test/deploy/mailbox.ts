import * as z from "zod";
import { type Patience, waitFor } from "./wait.ts";

const Mail = z
  .object({
    MessageId: z.string(),
    Source: z.string(),
    To: z.array(z.string()),
    Subject: z.string(),
    BodyText: z.string().nullish(),
    BodyHtml: z.string().nullish(),
  })
  .transform(({ MessageId, Source, To, Subject, BodyText, BodyHtml }) => ({
    id: MessageId,
    from: Source,
    to: To.join(", "),
    subject: Subject,
    text: BodyText ?? "",
    html: BodyHtml ?? "",
  }));
export type Mail = z.infer<typeof Mail>;

const Text = z.object({ Message: z.string() });
const Mails = z.object({ messages: z.record(z.string(), z.array(z.unknown())) });
const Texts = z.object({ sms_messages: z.record(z.string(), z.array(z.unknown())) });

const inspect = async (what: string): Promise<unknown> => {
  const response = await fetch(`${process.env["AWS_ENDPOINT_URL"]}/_ministack/${what}`);
  if (!response.ok) throw new Error(`The emulator's ${what} answered ${response.status}`);
  return response.json();
};

/** Every mail that SES accepted for an address, oldest first. */
export const mailsTo = async (address: string): Promise<readonly Mail[]> => {
  const { messages } = Mails.parse(await inspect("ses/messages"));
  return z
    .array(Mail)
    .parse(Object.values(messages).flat())
    .filter(({ to }) => to.includes(address));
};

/** Every text that SNS accepted for a number, oldest first. */
export const textsTo = async (number: string): Promise<readonly string[]> => {
  const { sms_messages } = Texts.parse(await inspect("sns/sms-messages"));
  return z
    .array(Text)
    .parse(sms_messages[number] ?? [])
    .map(({ Message }) => Message);
};

/** The text to a number that has these words. */
export const textWith = (number: string, words: RegExp, patience?: Patience): Promise<string> =>
  waitFor(
    `a text to ${number} with ${words}`,
    async () => (await textsTo(number)).find((text) => words.test(text)),
    patience,
  );

/** All that ever went out, one line for each message: who got what. */
export const everythingSent = async (): Promise<readonly string[]> => {
  const { messages } = Mails.parse(await inspect("ses/messages"));
  const { sms_messages } = Texts.parse(await inspect("sns/sms-messages"));
  const mails = z.array(Mail).parse(Object.values(messages).flat());
  const texts = Object.entries(sms_messages).flatMap(([number, sent]) =>
    z
      .array(Text)
      .parse(sent)
      .map(({ Message }) => `text to ${number}: ${Message}`),
  );
  return [...mails.map(({ to, subject, text }) => `mail to ${to}: ${subject} ${text}`), ...texts];
};

/** The first mail to an address whose subject or text has these words. */
export const mailWith = (address: string, words: RegExp, patience?: Patience): Promise<Mail> =>
  waitFor(
    `a mail to ${address} with ${words}`,
    async () => (await mailsTo(address)).find(({ subject, text }) => words.test(`${subject}\n${text}`)),
    patience,
  );

/** The first link in a mail whose path begins like this. */
export const linkIn = (mail: Mail, path: string): string => {
  const links = `${mail.text}\n${mail.html}`.match(/https:\/\/[^\s"<>)]+/g) ?? [];
  const found = links.find((link) => new URL(link).pathname.startsWith(path));
  if (found === undefined) throw new Error(`The mail "${mail.subject}" has no link to ${path}: ${links.join(" ")}`);
  return found.replaceAll("&amp;", "&");
};
