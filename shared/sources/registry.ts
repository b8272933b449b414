import { events } from "./events/events.ts";
import { judgeme } from "./judgeme/judgeme.ts";
import { loyaltylion } from "./loyaltylion/loyaltylion.ts";
import { okendo } from "./okendo/okendo.ts";
import { recharge } from "./recharge/recharge.ts";
import { shopify } from "./shopify/shopify.ts";
import { smile } from "./smile/smile.ts";
import type { Source } from "./source.ts";
import { stamped } from "./stamped/stamped.ts";
import { yotpo } from "./yotpo/yotpo.ts";

/** Every sender of webhooks, under the name it has in the URL. Look up with {@link findSource}. */
export const sources: Readonly<Record<string, Source>> = {
  events,
  judgeme,
  loyaltylion,
  okendo,
  recharge,
  shopify,
  smile,
  stamped,
  yotpo,
};

/** The source of a name from a URL; `__proto__`, `constructor` and the like are none. */
export const findSource = (id: string): Source | undefined => (Object.hasOwn(sources, id) ? sources[id] : undefined);
