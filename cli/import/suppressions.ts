import { createCells } from "./cells.ts";
import type { Columns } from "./columns.ts";
import { bad, type Importer, type Reading } from "./importer.ts";

const columns: Columns = {
  channel: [],
  address: [],
  email: ["email address", "recipient", "e-mail"],
  phone: ["phone number"],
  hash: [],
  reason: ["type", "bounce type"],
  at: ["date", "created", "created at", "last update time"],
};

/** What others call our two reasons, SES's own export among them. */
const synonyms: Readonly<Record<string, string>> = {
  bounce: "hard-bounce",
  bounced: "hard-bounce",
  complained: "complaint",
  spam: "complaint",
  "spam-complaint": "complaint",
  "spam-report": "complaint",
};

const reasonOf = (text: string | undefined): string | undefined => {
  const slug = (text ?? "").toLowerCase().replace(/[\s_]+/g, "-");
  const reason = slug === "" ? "imported" : (synonyms[slug] ?? slug);
  return /^[a-z][a-z0-9-]{0,59}$/.test(reason) ? reason : undefined;
};

const channels = { email: ["e_mail", "mail"], text: ["sms", "phone"] } as const;

/** Addresses to which nothing is sent: written out, or as the hash that an export has. */
export const suppressions: Importer = {
  columns,
  continues: () => false,
  read: ([{ fields }], { settings, keys, now }): Reading => {
    const cells = createCells(fields, settings);
    const isNumber = fields["phone"] !== undefined || /^\+?[\d\s().-]+$/.test(fields["address"] ?? "");
    const channel = fields["channel"] === undefined ? (isNumber ? "text" : "email") : cells.word("channel", channels);
    const column = ["address", channel === "text" ? "phone" : "email"].find((name) => fields[name] !== undefined);
    const hash = fields["hash"];
    const address = column && (channel === "text" ? cells.phone(column) : cells.email(column));
    if (column === undefined && hash === undefined) cells.problems.push("address is missing, and so is hash");
    if (column === undefined && hash !== undefined && !/^[\w-]{22}$/.test(hash))
      cells.problems.push("hash is none that an export of this store holds");
    if (column !== undefined && channel === "text" && address === undefined)
      cells.problems.push(`${column} is no phone number that a text reaches`);
    const reason = reasonOf(fields["reason"]);
    if (reason === undefined) cells.problems.push("reason must be a few words of letters, digits and hyphens");
    const at = cells.moment("at") ?? now;
    const found = channel !== undefined && address !== undefined ? keys.address(channel, address) : hash;
    if (cells.problems.length > 0 || channel === undefined || reason === undefined || found === undefined)
      return bad(...cells.problems);
    const suppression = { channel, hash: found, reason, at: at > now ? now : at };
    return { kind: "work", work: { kind: "suppression", suppression } };
  },
};
