import { earliest } from "../../shared/events/instant.ts";
import { readLocale } from "../../shared/sources/reading/text.ts";
import { readTags } from "../../shared/sources/reading/tags.ts";
import { createCells } from "./cells.ts";
import type { Columns } from "./columns.ts";
import { readState, toStatement } from "./consent-words.ts";
import { bad, type Importer, leftOut, type Reading } from "./importer.ts";
import { readCountry } from "./place.ts";
import { eventOfLine, toEvent } from "./to-event.ts";

/** The columns of Shopify's own export among them (https://help.shopify.com/en/manual/customers/import-export-customers). */
const columns: Columns = {
  id: ["customer id", "customer_id", "shopify id"],
  email: ["email address", "e-mail"],
  phone: ["phone number", "mobile"],
  firstName: ["first name", "given name"],
  lastName: ["last name", "surname", "family name"],
  createdAt: ["created", "customer since"],
  updatedAt: ["updated"],
  emailConsent: ["accepts email marketing", "accepts marketing", "email marketing", "email marketing status"],
  emailConsentAt: ["accepts marketing updated at", "email marketing updated at"],
  textConsent: ["accepts sms marketing", "sms marketing", "sms marketing status"],
  textConsentAt: ["sms marketing updated at"],
  country: ["default address country code", "country code", "default address country"],
  province: ["default address province code", "province code", "state"],
  zip: ["default address zip", "postal code", "postcode"],
  locale: ["language"],
  tags: [],
};

const types = ["customer.updated", "customer.merged", "customer.tagged", "customer.deleted", "consent.stated"] as const;

export const customers: Importer = {
  columns,
  continues: () => false,
  read: ([{ fields, json }], context): Reading => {
    const { settings, asOf } = context;
    const event = eventOfLine(json, types, context);
    if (event !== undefined)
      return "event" in event
        ? { kind: "work", work: { kind: "events", events: [event.event], undated: false, undatedYes: false } }
        : bad(...event.problems);

    const cells = createCells(fields, settings);
    const country = readCountry(cells.text("country"));
    const [id, email, phone] = [cells.id("id"), cells.email("email"), cells.phone("phone", country)];
    const [saidOfMail, saidOfTexts] = [
      readState(cells, "emailConsent", "emailConsentAt"),
      readState(cells, "textConsent", "textConsentAt"),
    ];
    const [createdAt, updatedAt] = [cells.moment("createdAt"), cells.moment("updatedAt")];
    if (cells.problems.length > 0) return bad(...cells.problems);
    const consents = [
      ...(email === undefined || saidOfMail === undefined ? [] : [toStatement("email", email, saidOfMail, asOf)]),
      ...(phone === undefined || saidOfTexts === undefined ? [] : [toStatement("text", phone, saidOfTexts, asOf)]),
    ];
    if (id === undefined && email === undefined && phone === undefined)
      return bad("id is missing, and so are email and phone");
    if (id === undefined && consents.length === 0) return leftOut("without a customer id and without a consent");

    const changedAt = updatedAt ?? earliest(asOf, context.now);
    const place = { country, province: cells.text("province"), zip: cells.text("zip")?.replace(/^'/, "") };
    const data = {
      ...{ id, email, phone, createdAt, updatedAt: changedAt, place },
      ...{ firstName: cells.text("firstName"), lastName: cells.text("lastName"), locale: readLocale(fields, "locale") },
      tags: readTags(fields["tags"]),
    };
    const read = toEvent(
      id === undefined
        ? { type: "consent.stated", occurredAt: changedAt, who: { contact: { email, phone } }, consents }
        : { type: "customer.updated", occurredAt: changedAt, consents, data },
      context,
    );
    if ("problems" in read) return bad(...read.problems);
    const undatedYes = [saidOfMail, saidOfTexts].some((said) => said?.state === "granted" && said.at === undefined);
    const undated = updatedAt === undefined;
    return { kind: "work", work: { kind: "events", events: [read.event], undated, undatedYes } };
  },
};
