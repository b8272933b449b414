import type { Person } from "./person.ts";

/** The products a person gets without being asked: those of subscriptions that run or pause. */
export const subscribedProducts = (person: Person): ReadonlySet<string> => {
  const running = person.subscriptions.filter(({ status }) => status === "active" || status === "paused");
  return new Set(
    running.flatMap(({ items, originOrderId }) => {
      const named = items.flatMap(({ productId }) => productId ?? []);
      if (named.length > 0) return named;
      const lines = person.orders.filter(({ id }) => id === originOrderId).flatMap((order) => order.lines);
      const marked = lines.filter(({ subscription }) => subscription === true);
      return (marked.length > 0 ? marked : lines).flatMap(({ productId }) => productId ?? []);
    }),
  );
};
