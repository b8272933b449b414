import { hash } from "node:crypto";
import type { Event } from "../../shared/events/catalogue.ts";
import { versionOf } from "../../shared/events/version.ts";
import { forgetSettings } from "../../shared/store/stores.ts";
import type { Stage } from "../stage.ts";

/** What a platform tells when a shop is to be erased (Shopify's `shop/redact`), said by the operator. */
const redacted = (store: string, at: Event["occurredAt"]): Event => {
  const id = hash("sha256", JSON.stringify(["command-line", store, at]), "hex").slice(0, 32);
  return {
    type: "store.redacted",
    data: { at },
    id,
    store,
    source: "command-line",
    topic: "stores remove",
    version: versionOf({ changedAt: at, triggeredAt: at, topicRank: 0, body: id, receivedAt: at }),
    occurredAt: at,
    receivedAt: at,
    who: {},
    consents: [],
    correlationId: id,
  };
};

/**
 * Takes a store away: its settings and secrets at once, so that nothing is taken in or sent for it any more. What is known
 * of its customers stays, for a store put again under the same id; with `erase` it is erased too, by the same chore as when
 * the platform asks for it, also of a store that was removed before. That is asked for first: should this die half-way, the chore takes away the rest.
 */
export const removeStore = async (stage: Stage, id: string, erase: boolean): Promise<void> => {
  if (erase) await stage.bus.put([redacted(id, stage.now())]);
  await forgetSettings(stage.table, id);
  const bundle = await stage.secrets.read();
  if (!Object.hasOwn(bundle.stores, id)) return;
  const stores = Object.fromEntries(Object.entries(bundle.stores).filter(([store]) => store !== id));
  await stage.secrets.write({ ...bundle, stores });
};
