import type { Moment } from "../../contract/moment.ts";
import type { Random } from "../../contract/random.ts";
import type { Guise } from "../checkouts.ts";
import type { Human } from "../people.ts";
import type { Life } from "./life.ts";

export type Kind = "guest" | "phone-guest" | "customer" | "late" | "double";

export const drawKind = (random: Random): Kind => {
  const drawn = random.next();
  if (drawn < 0.3) return "guest";
  if (drawn < 0.4) return "phone-guest";
  if (drawn < 0.65) return "customer";
  return drawn < 0.87 ? "late" : "double";
};

/** Who somebody is on each visit, one after the other. */
export const guisesOf = (
  kind: Kind,
  { customerId, otherCustomerId, email, otherEmail, phone }: Human,
): readonly Guise[] => {
  const own = { customer: { id: customerId, email, phone }, email, phone };
  switch (kind) {
    case "guest":
      return [{ email }, { email, phone }];
    case "phone-guest":
      return [{ phone }];
    case "customer":
      return [own];
    case "late":
      return [{ phone }, { email }, own];
    case "double":
      return [
        { customer: { id: customerId, email }, email },
        { customer: { id: otherCustomerId, email: otherEmail }, email: otherEmail },
      ];
  }
};

export const recordOf = (
  { shop, human }: Life,
  { id, email, phone }: NonNullable<Guise["customer"]>,
  createdAt: Moment,
) => ({
  ...{ shop, human, id, email, createdAt },
  ...(phone !== undefined && { phone }),
});
