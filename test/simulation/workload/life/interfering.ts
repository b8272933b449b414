import { type Guise, tellCheckoutDeleted } from "../checkouts.ts";
import { tellConsent, tellCustomer } from "../customers.ts";
import { hour, second } from "../shop.ts";
import { tellText } from "../texts.ts";
import { type Bought, checkOut, leave } from "./browsing.ts";
import { order } from "./buying.ts";
import { type Life, next } from "./life.ts";
import { recordOf } from "./who.ts";

/** Moments at which a reminder of a checkout falls due. */
const dueAfter = [hour, 4 * hour, 24 * hour, 48 * hour] as const;

/** What ends or bars a reminder, within seconds of the moment at which it falls due. */
export const interfere = (life: Life, bought: Bought, guise: Guise): void => {
  const { random, tell, shop, human } = life;
  const at = bought.at + random.pick(dueAfter) + random.between(-20, 20) * second;
  const { customer } = guise;
  const ways = [
    () => void order(life, { ...bought, at }, random.chance(0.3) ? { email: human.otherEmail } : guise),
    () => leave(life, checkOut(life, at, guise)),
    () => tell(at, tellText(shop, `${life.number}-${next(life)}`, human.phone, "STOP", at)),
    () => tell(at, customer && tellConsent(recordOf(life, customer, at), "email", { state: "unsubscribed", at })),
    () => tell(at, tellCheckoutDeleted(bought.basket, at)),
    () => {
      const own =
        random.pick(["email", "phone"] as const) === "email" ? { email: human.email } : { phone: human.phone };
      const record = { ...{ shop, human, id: human.customerId, createdAt: at }, ...own };
      tell(at, tellCustomer(record, at, "customers/update"));
    },
  ] as const;
  random.pick(ways)();
};
