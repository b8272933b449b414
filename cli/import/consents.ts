import { createCells } from "./cells.ts";
import { bad, type Importer, leftOut, type Reading } from "./importer.ts";
import { readAct, toStatement } from "./consent-words.ts";
import type { Columns } from "./columns.ts";
import { eventOfLine, toEvent, withoutNothing } from "./to-event.ts";

const columns: Columns = {
  customerId: ["customer id", "customer"],
  address: [],
  email: ["email address", "e-mail"],
  phone: ["phone number", "mobile"],
  channel: [],
  state: ["consent", "status", "subscribed"],
  at: ["date", "consented at", "consent date", "updated at", "timestamp", "opt in date"],
  purpose: [],
  wording: ["consent text", "text"],
  source: ["consent source", "where"],
  method: ["how", "consent method"],
  ip: ["ip address"],
  confirmed: ["double opt in"],
};

const channels = { email: ["e_mail", "mail"], text: ["sms", "phone"] } as const;

export const consents: Importer = {
  columns,
  continues: () => false,
  read: ([{ fields, json }], context): Reading => {
    const event = eventOfLine(json, ["consent.stated"], context);
    if (event !== undefined)
      return "event" in event
        ? { kind: "work", work: { kind: "events", events: [event.event], undated: false, undatedYes: false } }
        : bad(...event.problems);

    const cells = createCells(fields, context.settings);
    const inferred = fields["email"] !== undefined || fields["address"]?.includes("@") === true ? "email" : "text";
    const channel = fields["channel"] === undefined ? inferred : cells.word("channel", channels);
    const column = ["address", channel === "email" ? "email" : "phone"].find((name) => fields[name] !== undefined);
    const address = column && (channel === "email" ? cells.email(column) : cells.phone(column));
    const said = readAct(cells, "state", "at");
    const id = cells.id("customerId");
    const confirmed = cells.flag("confirmed");
    if (column === undefined) cells.problems.push(`${channel === "email" ? "email" : "phone"} is missing`);
    else if (channel === "text" && address === undefined)
      cells.problems.push(`${column} is no phone number that a text reaches`);
    if (fields["state"] === undefined) cells.problems.push("state is missing");
    if (cells.problems.length > 0 || channel === undefined || address === undefined || said === undefined)
      return bad(...cells.problems);
    if (id === undefined && context.isStaff(address)) return leftOut("of the store's own staff");

    const statement = {
      ...toStatement(channel, address, said, context.asOf),
      ...{ purpose: cells.text("purpose")?.toLowerCase(), wording: cells.text("wording"), ip: cells.text("ip") },
      ...{ method: cells.text("method")?.slice(0, 60), ...(confirmed !== undefined && { confirmed }) },
    };
    const contact = channel === "email" ? { email: address } : { phone: address };
    const read = toEvent(
      {
        type: "consent.stated",
        occurredAt: statement.at,
        who: id === undefined ? { contact } : { customer: { id }, contact },
        consents: [withoutNothing({ ...statement, source: cells.text("source")?.slice(0, 300) ?? statement.source })],
      },
      context,
    );
    if ("problems" in read) return bad(...read.problems.map((problem) => problem.replace(/^consents\.0\./, "")));
    const undated = said.at === undefined;
    const undatedYes = undated && said.state === "granted";
    return { kind: "work", work: { kind: "events", events: [read.event], undated, undatedYes } };
  },
};
