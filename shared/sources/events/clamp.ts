import { type Instant, parseInstant } from "../../events/instant.ts";
import { isRecord } from "../reading/record.ts";
import { isMoment } from "./tidy.ts";

/** The moments that are of the future by their nature. */
const ahead = new Set(["usableAt", "expiresAt", "nextOrderAt"]);

/** A value in which nothing has happened after its receipt: a sender's fast clock must not move anything into the future. */
export const clampMoments = (value: unknown, receivedAt: Instant, key = ""): unknown => {
  if (Array.isArray(value)) return value.map((item) => clampMoments(item, receivedAt));
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, clampMoments(inner, receivedAt, name)]),
    );
  }
  if (!isMoment(key) || ahead.has(key)) return value;
  const moment = parseInstant(value);
  return moment !== undefined && moment > receivedAt ? receivedAt : value;
};
