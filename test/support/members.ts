import PostalMime from "postal-mime";
import type { EventOf } from "../../shared/events/catalogue.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { ConsentStatement, Who } from "../../shared/events/parts.ts";
import { customer, orderUpdated, says, type Told } from "./events.ts";
import { keys, type World } from "./world.ts";

export const email = "ada@customer.example";
export const phone = "+12125550147";
export const who: Who = customer("1", email, phone);
export const ada = keys.person("customer", "1");

/** Ada said yes to mails and texts. */
export const consented = (when: Instant): readonly ConsentStatement[] => [
  says("granted", email, when),
  says("granted", phone, when),
];

/** An order of Ada's that was paid when it was placed: one point for each dollar of its goods. */
export const paid = (
  id: string,
  when: Instant,
  goods: string,
  changes: Partial<EventOf<"order.updated">["data"]> = {},
  more: Told = {},
): EventOf<"order.updated"> =>
  orderUpdated(
    { id, financialStatus: "paid", goods, subtotal: goods, total: goods, createdAt: when, updatedAt: when, ...changes },
    { at: changes.updatedAt ?? when, who, consents: consented(when), ...more },
  );

/** A moment as a clock in a zone shows it: `2027-11-05 07:00`. */
export const local = (when: Instant, zone: string): string =>
  new Date(when).toLocaleString("sv-SE", { timeZone: zone }).slice(0, 16);

/** Every mail with the local time it went out at and its subject, every text with its words. */
export const written = async ({ emails, texts }: World, zone: string): Promise<readonly string[]> => {
  const mails = await Promise.all(
    emails.map(async ({ raw, at }) => `${local(at, zone)} ${(await PostalMime.parse(raw)).subject ?? ""}`),
  );
  return [...mails, ...texts.map(({ body, at }) => `${local(at, zone)} text: ${body}`)].sort();
};

/** The plain text of a mail, its lines unwrapped. */
export const textOf = async ({ emails }: World, index: number): Promise<string> =>
  (await PostalMime.parse(emails[index]?.raw ?? "")).text ?? "";

/** Why each step of the runs of a person went out or did not, the last word on each. */
export const lastWords = async (world: World): Promise<Readonly<Record<string, string>>> => {
  const { runs } = (await world.person(ada)).person;
  const subjects = new Map(runs.map(({ id, subject }) => [id, subject]));
  return Object.fromEntries(
    (await world.decisions(ada)).map(({ run, step, reason }) => [`${subjects.get(run) ?? ""} ${step}`, reason]),
  );
};

/** How the runs of a flow ended, by subject; undefined for one that is alive. */
export const endings = async (world: World, flow: string): Promise<Readonly<Record<string, string | undefined>>> =>
  Object.fromEntries(
    (await world.person(ada)).person.runs
      .filter((run) => run.flow === flow)
      .map(({ subject, finished }) => [subject, finished?.reason]),
  );
