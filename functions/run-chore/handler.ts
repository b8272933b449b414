import * as z from "zod";
import { BusMessage, type Event } from "../../shared/events/catalogue.ts";
import { InboundText } from "../../shared/feedback/inbound-text.ts";
import { feedbackOf, SesMessage } from "../../shared/feedback/ses-event.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consumeEach } from "../../shared/platform/consume.ts";
import { uninstallStore } from "../../shared/store/stores.ts";
import { recordFeedback } from "./feedback.ts";
import { takeInboundText } from "./inbound-text.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

const uninstall = async ({ table, metrics, log }: Needs, event: Event): Promise<void> => {
  if (event.type !== "store.uninstalled") return;
  await uninstallStore(table, event.store, event.data.at);
  metrics.count("store-uninstalled");
  log.warn("store uninstalled: everything stops for it", { store: event.store });
};

/**
 * Does what concerns a whole store, and takes what providers and customers say back: an uninstallation, an event of SES,
 * a text. Called once per record; each of them told twice changes nothing the second time.
 */
export const createHandler = (ports: Needs) =>
  consumeEach(
    z.union([BusMessage, SesMessage, InboundText]),
    async (chore) => {
      if ("originationNumber" in chore) return takeInboundText(ports, chore);
      if (chore.source === "aws.ses") return recordFeedback(ports, feedbackOf(chore.detail));
      return uninstall(ports, chore.detail);
    },
    ports.log,
  );
