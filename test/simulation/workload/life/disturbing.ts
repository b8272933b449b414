import type { Moment } from "../../contract/moment.ts";
import { tellForged, tellIgnored, tellTruncated, tellUnreadable } from "../send.ts";
import { stamp } from "../shop.ts";
import type { Life } from "./life.ts";

/** What goes wrong on the way of some bodies, and what means nothing. */
export const disturb = (life: Life, at: Moment): void => {
  const { random, tell, shop, human } = life;
  const body = () => ({ email: human.email, updated_at: stamp(at), note: "no id in it", line_items: [] });
  const kinds = [
    () => tellTruncated(shop, "checkouts/update", at, body),
    () => tellUnreadable(shop, "orders/updated", at, body),
    () => tellForged(shop, "orders/create", at, body),
    () => tellIgnored(shop, "themes/update", at, body),
  ] as const;
  tell(at, random.pick(kinds)());
};
