import { days, minus } from "../../../shared/events/instant.ts";
import { type Chapter, leaves, one, price, type Stage, webhook } from "../chapter.ts";
import { apron, board, kettle, mug, teapot, towels } from "../products.ts";
import { cartBody, checkoutBody, customerBody, newsletterBody, orderBody } from "../shopify-bodies.ts";
import { elena, grace, lena, maya } from "../shoppers.ts";

/** The flow as it is meant: nothing comes between. */
const plain = ({ at }: Stage): Chapter => {
  const lines = [one(apron), one(towels)];
  const made = at("09:52");
  const named = at("10:00");
  const cart = { name: "maya", createdAt: made, updatedAt: made, lines };
  return {
    shopper: maya,
    title: "three mails, the discount only in the last",
    scenes: [
      {
        at: made,
        does: `opens a checkout for ${price(lines)}; nobody knows yet who she is`,
        acts: [webhook(made, "carts/create", cartBody(cart)), webhook(made, "checkouts/create", checkoutBody(cart))],
      },
      {
        at: named,
        does: "types her address, ticks the box for mails, and leaves",
        acts: [
          webhook(
            named,
            "checkouts/update",
            checkoutBody({ ...cart, updatedAt: named, shopper: maya, ticks: { email: true } }),
          ),
        ],
      },
    ],
  };
};

const returning = ({ at }: Stage): Chapter => {
  const lines = [one(teapot), { product: mug, quantity: 2 }];
  const start = at("08:00");
  const longAgo = minus(start, days(150));
  const order = { number: 1017, createdAt: longAgo, lines: [one(towels)], shopper: grace };
  return {
    shopper: grace,
    title: "she has bought before, so her last mail carries no discount",
    scenes: [
      {
        at: start,
        does: "the store's past comes in: her account, her newsletter, an order five months old",
        acts: [
          webhook(start, "customers/create", customerBody(grace, longAgo)),
          webhook(start, "customers_email_marketing_consent/update", newsletterBody(grace, longAgo)),
          webhook(start, "orders/create", orderBody(order)),
        ],
      },
      {
        at: at("15:00"),
        does: `leaves ${price(lines)} in a checkout`,
        acts: [leaves(at("15:00"), { name: "grace", lines, shopper: grace })],
      },
    ],
  };
};

const german = ({ at }: Stage): Chapter => {
  const lines = [one(kettle), one(mug)];
  return {
    shopper: lena,
    title: "the shop spoke German with her, so do the mails",
    scenes: [
      {
        at: at("05:10"),
        does: `leaves ${price(lines)} in a checkout, the box for mails ticked`,
        acts: [leaves(at("05:10"), { name: "lena", lines, shopper: lena, ticks: { email: true } })],
      },
    ],
  };
};

const texted = ({ at }: Stage): Chapter => {
  const lines = [one(board)];
  return {
    shopper: elena,
    title: "said yes to texts and not to mails, so she gets one text",
    scenes: [
      {
        at: at("13:30"),
        does: `leaves ${price(lines)} in a checkout, only the box for texts ticked`,
        acts: [leaves(at("13:30"), { name: "elena", lines, shopper: elena, ticks: { text: true } })],
      },
    ],
  };
};

/** Shoppers who get what the flow has for them. */
export const remindedChapters = (stage: Stage): readonly Chapter[] => [
  plain(stage),
  returning(stage),
  texted(stage),
  german(stage),
];
