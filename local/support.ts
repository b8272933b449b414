import { randomUUID } from "node:crypto";
import { classifySendError } from "../shared/platform/adapters/classify-send-error.ts";
import type { Clock, SupportSender } from "../shared/platform/ports.ts";
import type { AlertStore } from "./disk/alerts.ts";
import type { Faults } from "./faults.ts";

export type SupportOptions = { readonly alerts: AlertStore; readonly clock: Clock; readonly faults: Faults };

/** Stands in for the topic that support is subscribed to. */
export const createSupportSender = ({ alerts, clock, faults }: SupportOptions): SupportSender => ({
  send: async ({ store, message, subject, text }) => {
    try {
      await faults.call("support", "Publish", () => {
        alerts.add({ at: clock.now(), alarm: "support", store, message, subject, text });
      });
      return { kind: "accepted", providerId: randomUUID() };
    } catch (error) {
      return classifySendError(error);
    }
  },
});
