import { plusDays, plusMonths } from "../../../shared/events/calendar.ts";
import { days, minus } from "../../../shared/events/instant.ts";
import { type Chapter, leaves, one, price, type Stage, webhook } from "../chapter.ts";
import { earnedEvent, memberEvent, reviewBody } from "../other-bodies.ts";
import { apron, grinder, kettle, mug, teapot } from "../products.ts";
import { customerBody, newsletterBody, orderBody } from "../shopify-bodies.ts";
import { hugo, noor, vera } from "../shoppers.ts";
import { demoStore } from "../store.ts";

const complains = ({ at }: Stage): Chapter => {
  const start = at("08:05");
  const bought = minus(start, days(10));
  const order = { number: 1029, createdAt: bought, fulfilledAt: minus(start, days(5)), lines: [one(teapot)] };
  const cart = [one(apron)];
  const review = {
    number: 410_228_117,
    rating: 1,
    title: "Rusted after a week",
    text: "The lid was chipped and it rusts inside already. Very disappointed.",
    product: teapot,
  };
  return {
    shopper: vera,
    title: "one star: support knows at once, promotions wait, and she is told sorry",
    scenes: [
      {
        at: start,
        does: "the store's past comes in: her account, her newsletter, an order that has arrived",
        acts: [
          webhook(start, "customers/create", customerBody(vera, bought)),
          webhook(start, "customers_email_marketing_consent/update", newsletterBody(vera, bought)),
          webhook(start, "orders/fulfilled", orderBody({ ...order, shopper: vera })),
        ],
      },
      {
        at: at("11:15"),
        does: `leaves ${price(cart)} in a checkout`,
        acts: [leaves(at("11:15"), { name: "vera", lines: cart, shopper: vera })],
      },
      {
        at: at("11:40"),
        does: `gives the teapot one star: “${review.title}”`,
        acts: [{ kind: "review", at: at("11:40"), body: reviewBody({ ...review, shopper: vera, at: at("11:40") }) }],
      },
      {
        at: at("09:30", 1),
        does: "support has sent her a new one, and settles it by the link in the alert",
        acts: [{ kind: "settle", at: at("09:30", 1) }],
      },
    ],
  };
};

const losesPoints = ({ at }: Stage): Chapter => {
  const start = at("08:30");
  const reminded = at("10:00");
  const earned = plusMonths(plusDays(reminded, 30, demoStore.zone), -12, demoStore.zone);
  const bought = at("18:20", 1);
  const lines = [one(kettle)];
  return {
    shopper: hugo,
    title: "has points that expire in a month, and an order that keeps them",
    scenes: [
      {
        at: start,
        does: "the till in the shop tells of him, and of 240 points he earned eleven months ago",
        acts: [{ kind: "events", at: start, body: [memberEvent(hugo, earned), earnedEvent(hugo, 240, earned)] }],
      },
      {
        at: bought,
        does: `buys for ${price(lines)}: a year more for all his points`,
        acts: [webhook(bought, "orders/create", orderBody({ number: 1047, createdAt: bought, lines, shopper: hugo }))],
      },
    ],
  };
};

const buysFirst = ({ at }: Stage): Chapter => {
  const bought = at("09:15");
  const fulfilledAt = at("14:20", 1);
  const order = { number: 1039, createdAt: bought, lines: [{ ...one(grinder), quantity: 2 }, one(mug)], shopper: noor };
  return {
    shopper: noor,
    title: "reaches a tier with her first order, and is thanked when it is on its way",
    scenes: [
      {
        at: bought,
        does: `buys for ${price(order.lines)}, the box for mails ticked`,
        acts: [
          webhook(bought, "customers/create", customerBody(noor, bought)),
          webhook(bought, "customers_email_marketing_consent/update", newsletterBody(noor, bought)),
          webhook(bought, "orders/create", orderBody(order)),
        ],
      },
      {
        at: fulfilledAt,
        does: "her parcel leaves the house",
        acts: [webhook(fulfilledAt, "orders/fulfilled", orderBody({ ...order, fulfilledAt }))],
      },
    ],
  };
};

/** Shoppers who have bought: what comes after an order. */
export const boughtChapters = (stage: Stage): readonly Chapter[] => [
  complains(stage),
  losesPoints(stage),
  buysFirst(stage),
];
