import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import type { Range } from "../table.ts";

/** Sorts after everything that can follow a prefix. */
const highest = "\u{10FFFF}";

const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export type KeyCondition = Required<
  Pick<QueryCommandInput, "KeyConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues">
>;

/** The key condition of a range of one partition; undefined when nothing can be in it. */
export const keyCondition = (pk: string, { prefix = "", from = "" }: Range): KeyCondition | undefined => {
  const names = { "#pk": "pk" };
  const values = { ":pk": { S: pk } };
  if (prefix === "" && from === "")
    return {
      KeyConditionExpression: "#pk = :pk",
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    };
  const ranged = { ...names, "#sk": "sk" };
  if (prefix === "")
    return {
      KeyConditionExpression: "#pk = :pk AND #sk >= :from",
      ExpressionAttributeNames: ranged,
      ExpressionAttributeValues: { ...values, ":from": { S: from } },
    };
  if (compareBytes(from, prefix) <= 0)
    return {
      KeyConditionExpression: "#pk = :pk AND begins_with(#sk, :prefix)",
      ExpressionAttributeNames: ranged,
      ExpressionAttributeValues: { ...values, ":prefix": { S: prefix } },
    };
  if (compareBytes(from, prefix + highest) > 0) return undefined;
  return {
    KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
    ExpressionAttributeNames: ranged,
    ExpressionAttributeValues: { ...values, ":from": { S: from }, ":to": { S: prefix + highest } },
  };
};
