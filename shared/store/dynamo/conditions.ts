import { type Instant, toEpoch } from "../../events/instant.ts";
import type { Condition } from "../table.ts";

export type Expression = {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, { S: string } | { N: string }>;
};

const toValue = (value: string | number) => (typeof value === "string" ? { S: value } : { N: String(value) });

const seconds = (now: Instant) => ({ N: String(toEpoch(now) / 1000) });

/** There is no item, or an expired one that DynamoDB has not come to delete. */
const gone = "attribute_not_exists(#pk) OR #ttl < :now";

/** What a put asks of the stored item. */
export const putCondition = (condition: Condition, now: Instant): Expression => {
  const names = { "#pk": "pk", "#ttl": "ttl" };
  switch (condition.kind) {
    case "absent":
      return {
        ConditionExpression: gone,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ":now": seconds(now) },
      };
    case "newer":
      return {
        ConditionExpression: `${gone} OR #attribute < :value`,
        ExpressionAttributeNames: { ...names, "#attribute": condition.attribute },
        ExpressionAttributeValues: { ":now": seconds(now), ":value": toValue(condition.than) },
      };
    case "equals":
      return {
        ConditionExpression: "#attribute = :value AND (attribute_not_exists(#ttl) OR #ttl >= :now)",
        ExpressionAttributeNames: { "#ttl": "ttl", "#attribute": condition.attribute },
        ExpressionAttributeValues: { ":now": seconds(now), ":value": toValue(condition.value) },
      };
  }
};

/** What a removal asks: like a put, but an item that is not there is as good as removed. */
export const removeCondition = (condition: Condition, now: Instant): Expression => {
  const asked = putCondition(condition, now);
  if (condition.kind !== "equals") return asked;
  return {
    ...asked,
    ConditionExpression: `${gone} OR #attribute = :value`,
    ExpressionAttributeNames: { ...asked.ExpressionAttributeNames, "#pk": "pk" },
  };
};
