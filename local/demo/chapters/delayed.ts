import { minus, minutes } from "../../../shared/events/instant.ts";
import { type Chapter, leaves, one, price, type Stage, storm } from "../chapter.ts";
import { apron, kettle, mug, teapot, towels } from "../products.ts";
import { ines, owen, ruth } from "../shoppers.ts";

const comesBack = ({ at }: Stage): Chapter => {
  const first = [one(teapot)];
  const more = [one(teapot), one(towels)];
  const cart = { name: "ines", createdAt: at("09:30"), shopper: ines, ticks: { email: true } };
  return {
    shopper: ines,
    title: "comes back and changes her cart, and the clock starts again",
    scenes: [
      {
        at: at("09:30"),
        does: `leaves ${price(first)} in a checkout, the box for mails ticked`,
        acts: [leaves(at("09:30"), { ...cart, lines: first })],
      },
      {
        at: at("12:50"),
        does: `comes back and adds towels: 12 webhooks, ${price(more)} now; her mail was due at 13:30`,
        acts: storm(at("12:50"), { count: 12, everyMs: 5_000 }, { ...cart, lines: more }),
      },
    ],
  };
};

const late = ({ at }: Stage): Chapter => {
  const lines = [one(teapot), one(mug)];
  return {
    shopper: ruth,
    title: "leaves late in the evening; nothing is sent at night",
    scenes: [
      {
        at: at("21:30"),
        does: `leaves ${price(lines)} in a checkout, the box for mails ticked`,
        acts: [leaves(at("21:30"), { name: "ruth", lines, shopper: ruth, ticks: { email: true } })],
      },
    ],
  };
};

/** Somebody whose messages are still to come when the demo is over. */
const justNow = ({ now }: Stage): Chapter => {
  const lines = [one(kettle), one(apron)];
  const left = minus(now, minutes(25));
  return {
    shopper: owen,
    title: "left a moment ago: move the clock, and see what he gets",
    scenes: [
      {
        at: left,
        does: `leaves ${price(lines)} in a checkout, both boxes ticked`,
        acts: [leaves(left, { name: "owen", lines, shopper: owen, ticks: { email: true, text: true } })],
      },
    ],
  };
};

/** Shoppers whose messages wait. */
export const delayedChapters = (stage: Stage): readonly Chapter[] => [comesBack(stage), late(stage), justNow(stage)];
