import { type Chapter, leaves, one, price, type Stage, storm, webhook } from "../chapter.ts";
import { apron, grinder, kettle, mug, towels } from "../products.ts";
import { orderBody } from "../shopify-bodies.ts";
import { nadia, priya, sam, theo } from "../shoppers.ts";

const orders = ({ at }: Stage): Chapter => {
  const lines = [one(grinder)];
  const bought = at("13:10");
  return {
    shopper: theo,
    title: "a cart worth $200 or more is reminded sooner, and his order ends it all",
    scenes: [
      {
        at: at("11:00"),
        does: `leaves ${price(lines)} in a checkout, the box for mails ticked`,
        acts: [leaves(at("11:00"), { name: "theo", lines, shopper: theo, ticks: { email: true } })],
      },
      {
        at: bought,
        does: "buys it",
        acts: [
          webhook(
            bought,
            "orders/create",
            orderBody({ number: 1042, createdAt: bought, lines, shopper: theo, checkout: "theo" }),
          ),
        ],
      },
    ],
  };
};

const ordersElsewhere = ({ at }: Stage): Chapter => {
  const lines = [one(kettle)];
  const bought = at("12:15");
  const email = "priya.at.work@example.com";
  const order = { number: 1041, createdAt: bought, lines, shopper: priya, checkout: "priya", email };
  return {
    shopper: priya,
    title: "buys under another address; the checkout's token tells that it was she",
    scenes: [
      {
        at: at("10:40"),
        does: `leaves ${price(lines)} in a checkout, the box for mails ticked`,
        acts: [leaves(at("10:40"), { name: "priya", lines, shopper: priya, ticks: { email: true } })],
      },
      { at: bought, does: `finishes it as ${email}`, acts: [webhook(bought, "orders/create", orderBody(order))] },
    ],
  };
};

const unsubscribes = ({ at }: Stage): Chapter => {
  const lines = [one(apron), one(mug)];
  const fedUp = at("17:05");
  return {
    shopper: sam,
    title: "unsubscribes after the first mail, which is the last",
    scenes: [
      {
        at: at("12:30"),
        does: `leaves ${price(lines)} in a checkout, the box for mails ticked`,
        acts: [leaves(at("12:30"), { name: "sam", lines, shopper: sam, ticks: { email: true } })],
      },
      { at: fedUp, does: "unsubscribes with one click", acts: [{ kind: "unsubscribe", at: fedUp, email: sam.email }] },
    ],
  };
};

const startsAgain = ({ at }: Stage): Chapter => {
  const typed = {
    name: "nadia, phone",
    createdAt: at("14:00"),
    lines: [one(towels)],
    shopper: nadia,
    ticks: { email: true },
  };
  const lines = [{ product: towels, quantity: 2 }, one(mug)];
  return {
    shopper: nadia,
    title: "a storm of updates, then a second cart that takes the first one's place",
    scenes: [
      {
        at: at("14:00"),
        does: "fills a checkout on her phone: 25 webhooks in three minutes, one run",
        acts: storm(at("14:00"), { count: 25, everyMs: 7_500 }, typed),
      },
      {
        at: at("16:30"),
        does: `starts anew on her laptop, and leaves ${price(lines)} there`,
        acts: [leaves(at("16:30"), { name: "nadia, laptop", lines, shopper: nadia, ticks: { email: true } })],
      },
    ],
  };
};

/** Shoppers whose reminders end, or go on for another cart. */
export const endedChapters = (stage: Stage): readonly Chapter[] => [
  orders(stage),
  ordersElsewhere(stage),
  unsubscribes(stage),
  startsAgain(stage),
];
