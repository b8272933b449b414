import { told, type Reader } from "./reading.ts";

/** `app/uninstalled`. The body is the shop as it stands; its dates are the shop's, so the moment is that of sending. */
export const readUninstalled: Reader = (_body, delivery) =>
  told({ type: "store.uninstalled", data: { at: delivery.triggeredAt } }, delivery.triggeredAt);
