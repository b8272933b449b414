import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import { readChore } from "../../shared/feedback/chore.ts";
import { feedbackOf } from "../../shared/feedback/ses-event.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consumeBodies } from "../../shared/platform/consume.ts";
import { uninstallStore } from "../../shared/store/stores.ts";
import { continueErasure, type PrivacyNeeds, takePrivacyRequest } from "./privacy.ts";
import { recordFeedback } from "./feedback.ts";
import { takeInboundText } from "./inbound-text.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "text" | "support" | "metrics" | "log" | "publicUrl"> &
  PrivacyNeeds;

const uninstall = async ({ table, metrics, log }: Needs, event: EventOf<"store.uninstalled">): Promise<void> => {
  await uninstallStore(table, event.store, event.data.at);
  metrics.count("store-uninstalled");
  log.warn("store uninstalled: everything stops for it", { store: event.store });
};

const takeEvent = async (ports: Needs, event: Event, attempt: string): Promise<void> => {
  if (event.type === "store.uninstalled") return uninstall(ports, event);
  if (event.type === "person.redacted" || event.type === "person.requested" || event.type === "store.redacted")
    return takePrivacyRequest(ports, event, attempt);
};

/**
 * Does what concerns a whole store, and takes what providers and customers say back: an uninstallation, an event of SES,
 * a text; erases and exports. Called once per record; each of them told twice changes nothing the second time.
 */
export const createHandler = (ports: Needs) =>
  consumeBodies(
    (body, { messageId }) => readChore(body, messageId),
    async (chore, { messageId, receives }) => {
      const attempt = `${messageId}#${receives}`;
      switch (chore.kind) {
        case "event":
          return takeEvent(ports, chore.event, attempt);
        case "own":
          return continueErasure(ports, chore.own);
        case "mail":
          return recordFeedback(ports, feedbackOf(chore.event), attempt);
        case "text":
          return takeInboundText(ports, chore.received, attempt);
        case "nothing":
          return ports.log.info("a chore that asks for nothing", { what: chore.what });
      }
    },
    ports.log,
  );
