import type { Instant } from "../../events/instant.ts";
import { normaliseEmail, normalisePhone } from "../../profile/contact.ts";
import { isRecord, readRecord, readRecords, type JsonRecord } from "../reading/record.ts";
import type { WireName, WireType } from "./wire.ts";
import type { Issue } from "./tidy.ts";

/** The statements of consent of an event, with what need not be said filled in. */
export const fillConsents = (
  consents: unknown,
  occurredAt: Instant,
  country: string | undefined,
  issues: Issue[],
): unknown => {
  if (!Array.isArray(consents)) return consents ?? [];
  return consents.map((consent: unknown, index) => {
    if (!isRecord(consent)) return consent;
    const { channel, address } = consent;
    const read =
      channel === "email" ? normaliseEmail(address) : channel === "text" ? normalisePhone(address, country) : undefined;
    if (read === undefined && typeof address === "string" && (channel === "email" || channel === "text"))
      issues.push({
        path: `consents.${index}.address`,
        message: channel === "email" ? "must be an e-mail address" : "must be a mobile phone number with its country",
      });
    return {
      purpose: "marketing",
      at: occurredAt,
      source: "events",
      ...consent,
      ...(read !== undefined && { address: read }),
    };
  });
};

/** The customer that the data of an event are about: nobody has to be named twice. */
const subjectOf = (type: WireName, data: JsonRecord): JsonRecord | undefined => {
  if (type === "customer.updated") return { id: data["id"], email: data["email"], phone: data["phone"] };
  if (type === "customer.deleted") return { id: data["id"] };
  return type === "customer.merged" ? { id: data["keptId"] } : undefined;
};

/** Who an event is about: as it says, else as its data or its consents say. */
export const fillWho = (
  type: WireName,
  who: unknown,
  data: JsonRecord,
  consents: unknown,
  issues: Issue[],
): unknown => {
  if (who !== undefined && !isRecord(who)) return who;
  const subject = subjectOf(type, data);
  if (subject !== undefined) {
    const customer = readRecord(who, "customer");
    const named = customer?.["id"];
    if (named !== undefined && named !== subject["id"])
      issues.push({ path: "who.customer.id", message: "must be the customer that the data are about, or be left out" });
    return { ...who, customer: { ...subject, ...customer } };
  }
  if (who !== undefined || type !== "consent.stated") return who ?? {};
  const addressOf = (channel: string): unknown =>
    readRecords({ consents }, "consents").find((consent) => consent["channel"] === channel)?.["address"];
  return { contact: { email: addressOf("email"), phone: addressOf("text") } };
};

const namesSomebody = (who: unknown): boolean => {
  if (!isRecord(who)) return false;
  const contact = readRecord(who, "contact");
  return readRecord(who, "customer") !== undefined || (contact?.["email"] ?? contact?.["phone"]) !== undefined;
};

/** An event about nobody would be accepted and lost. */
export const checkOwner = ({ owner }: WireType, who: unknown, data: JsonRecord): readonly Issue[] => {
  if (owner.by === "anything" || namesSomebody(who)) return [];
  if (owner.or !== undefined && data[owner.or] !== undefined) return [];
  const otherwise = owner.or === undefined ? "" : `, or the data say ${owner.or}`;
  return [{ path: "who", message: `must name a customer, or an address as contact${otherwise}` }];
};
