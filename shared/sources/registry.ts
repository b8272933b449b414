import { shopify } from "./shopify/shopify.ts";
import type { Source } from "./source.ts";

/** Every sender of webhooks, under the name it has in the URL. Look up with {@link findSource}. */
export const sources: Readonly<Record<string, Source>> = { shopify };

/** The source of a name from a URL; `__proto__`, `constructor` and the like are none. */
export const findSource = (id: string): Source | undefined => (Object.hasOwn(sources, id) ? sources[id] : undefined);
