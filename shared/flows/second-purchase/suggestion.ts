import type { StepContext } from "../../engine/flow.ts";
import type { Product } from "../../events/parts.ts";
import { subscribedProducts } from "../../profile/subscribed.ts";
import { firstProductsOf } from "../../habits/gap.ts";
import type { OrderSubject } from "./subject.ts";

type Context = StepContext<OrderSubject>;

/**
 * What this store's customers bought second after what this one bought first; else what they buy second at all. Only
 * what the catalogue says can be bought, and nothing the person has bought or gets by subscription.
 */
export const suggestionOf = ({ subject, facts }: Context): Product | undefined => {
  const bought = new Set(facts.person.orders.flatMap(({ lines }) => lines.flatMap(({ productId }) => productId ?? [])));
  const subscribed = subscribedProducts(facts.person);
  const after = firstProductsOf(subject.order).flatMap((product) => facts.suggestions.get(product) ?? []);
  for (const id of [...after, ...facts.habits.bestSeconds]) {
    const product = facts.products.get(id);
    const fits = product?.available === true && product.title !== "" && !bought.has(id) && !subscribed.has(id);
    if (fits) return product;
  }
  return undefined;
};

/** Whether what runs out can no longer be bought, as far as the catalogue knows. */
export const isSoldOut = ({ subject, facts }: Context): boolean => {
  const product = subject.consumable && facts.products.get(subject.consumable.productId);
  return product === null || product?.available === false;
};
