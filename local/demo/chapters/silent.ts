import { type Chapter, leaves, one, price, type Stage, webhook } from "../chapter.ts";
import { apron, board, kettle, mug, products } from "../products.ts";
import { cartBody, checkoutBody, productBody } from "../shopify-bodies.ts";
import { jonah, marcus } from "../shoppers.ts";

/** Before anybody comes: the catalogue, whose pictures the mails show. */
const opening = ({ at, pictureUrl }: Stage): Chapter => {
  const start = at("05:00");
  return {
    title: "The store opens",
    scenes: [
      {
        at: start,
        does: `tells its ${products.length} products, with their pictures`,
        acts: products.map((product) =>
          webhook(start, "products/create", productBody(product, start, 12, pictureUrl(product))),
        ),
      },
    ],
  };
};

const noConsent = ({ at }: Stage): Chapter => {
  const lines = [one(kettle)];
  return {
    shopper: jonah,
    title: "ticked no box: a checkout alone is no consent",
    scenes: [
      {
        at: at("11:20"),
        does: `leaves ${price(lines)} in a checkout, no box ticked`,
        acts: [leaves(at("11:20"), { name: "jonah", lines, shopper: jonah })],
      },
    ],
  };
};

const soldOut = ({ at, pictureUrl }: Stage): Chapter => {
  const lines = [one(board)];
  const gone = at("15:30");
  return {
    shopper: marcus,
    title: "what he left is sold out before the mail is due",
    scenes: [
      {
        at: at("13:00"),
        does: `leaves ${price(lines)} in a checkout, the box for mails ticked`,
        acts: [leaves(at("13:00"), { name: "marcus", lines, shopper: marcus, ticks: { email: true } })],
      },
      {
        at: gone,
        does: "the last walnut board is sold",
        acts: [webhook(gone, "products/update", productBody(board, gone, 0, pictureUrl(board)))],
      },
    ],
  };
};

const visitor = ({ at }: Stage): Chapter => {
  const start = at("16:00");
  const cart = { name: "visitor", createdAt: start, updatedAt: start, lines: [one(apron), one(mug)] };
  return {
    title: "A visitor without a name",
    scenes: [
      {
        at: start,
        does: "fills a cart, opens a checkout and says nothing more: there is nobody to write to",
        acts: [webhook(start, "carts/create", cartBody(cart)), webhook(start, "checkouts/create", checkoutBody(cart))],
      },
    ],
  };
};

const forger = ({ at }: Stage): Chapter => {
  const start = at("16:20");
  const cart = {
    name: "forged",
    createdAt: start,
    updatedAt: start,
    lines: [one(mug)],
    shopper: jonah,
    ticks: { email: true },
  };
  return {
    title: "Somebody who is not the store",
    scenes: [
      {
        at: start,
        does: "sends a checkout in Jonah's name, signed with a guessed secret: answered 401, nothing kept",
        acts: [{ kind: "forged", at: start, topic: "checkouts/create", body: checkoutBody(cart) }],
      },
    ],
  };
};

export const openingChapters = (stage: Stage): readonly Chapter[] => [opening(stage)];

/** Shoppers who get nothing. */
export const silentChapters = (stage: Stage): readonly Chapter[] => [
  noConsent(stage),
  soldOut(stage),
  visitor(stage),
  forger(stage),
];
