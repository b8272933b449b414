import { latest, type Instant } from "../../events/instant.ts";
import { readFlag, readRecord, readRecords, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";
import { isTip } from "./goods.ts";
import { readId } from "./ids.ts";

/** Names of attributes and properties by which themes and apps mark what is bought for somebody else. */
const names = /gift|geschenk/i;
/** What such a name marks when it is something the buyers get or pay with themselves. */
const ownNames = /gift[ _-]?cards?|free[ _-]?gift|gift[ _-]?with|geschenk(karte|gutschein)|gratis/i;
const noes = new Set(["", "false", "no", "nein", "off", "0", "n", "none", "null", "undefined", "n/a", "-"]);

const saysGift = (attribute: JsonRecord): boolean => {
  const name = readText(attribute, "name", 200) ?? readText(attribute, "key", 200) ?? "";
  if (!names.test(name) || ownNames.test(name)) return false;
  const value = attribute["value"];
  return typeof value === "boolean" ? value : !noes.has((readText(attribute, "value", 200) ?? "").toLowerCase());
};

/** Whether an order says that it is for somebody else: by an attribute, a property of a line, or for being gift cards only. */
export const isGift = (body: JsonRecord): boolean => {
  const lines = readRecords(body, "line_items").filter((line) => !isTip(line));
  const attributes = [
    ...readRecords(body, "note_attributes"),
    ...lines.flatMap((line) => readRecords(line, "properties")),
  ];
  return attributes.some(saysGift) || (lines.length > 0 && lines.every((line) => readFlag(line, "gift_card")));
};

/** Whether the buyer is a company of Shopify's B2B; the company in an address is anybody's employer. */
export const isBusiness = (body: JsonRecord): boolean => {
  const company = readRecord(body, "company");
  return readId(company, "id") !== undefined || readId(company, "location_id") !== undefined;
};

/** When the last of an order was fulfilled; the order's last change where it is fulfilled and does not say by what. */
export const readFulfilledAt = (body: JsonRecord, updatedAt: Instant, receivedAt: Instant): Instant | undefined => {
  if (readText(body, "fulfillment_status", 40)?.toLowerCase() !== "fulfilled") return undefined;
  const moments = readRecords(body, "fulfillments")
    .filter((fulfillment) => !["cancelled", "error", "failure"].includes(readText(fulfillment, "status", 40) ?? ""))
    .flatMap((fulfillment) => readInstant(fulfillment, "created_at", receivedAt) ?? []);
  const [first, ...rest] = moments;
  return first === undefined ? updatedAt : latest(first, ...rest);
};
