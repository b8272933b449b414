import { readCount, readRecords, type JsonRecord } from "../reading/record.ts";
import { readTags } from "../reading/tags.ts";

const most = 3650;
const inTag = /^supply[ _-]?days\s*[:= ]\s*(\d{1,4})$/i;
const metafieldKey = /^supply[_-]?days$/i;

const sound = (days: number | undefined): number | undefined =>
  days !== undefined && days > 0 && days <= most ? days : undefined;

/**
 * How many days one piece of a product lasts, as its store says: in a metafield `supply_days` (webhooks carry metafields
 * only for subscriptions that ask for them), else in a tag such as `supply-days:30`.
 */
export const readSupplyDays = (product: JsonRecord): number | undefined => {
  const metafield = readRecords(product, "metafields").find(
    ({ key }) => typeof key === "string" && metafieldKey.test(key),
  );
  const tagged = (readTags(product["tags"]) ?? []).flatMap((tag) => inTag.exec(tag)?.[1] ?? []);
  return sound(readCount(metafield, "value")) ?? tagged.map(Number).find((days) => sound(days) !== undefined);
};
