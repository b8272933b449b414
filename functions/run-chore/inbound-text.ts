import { type InboundText, keywordOf } from "../../shared/feedback/inbound-text.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { normalisePhone } from "../../shared/profile/contact.ts";
import { liftStops, stopAddress } from "../../shared/store/addresses.ts";
import { createKeys, hashId } from "../../shared/store/keys.ts";
import { keepRejected } from "../../shared/store/rejected.ts";
import { listStores } from "../../shared/store/stores.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

/**
 * Takes a text a customer sent. A stop counts at once and for every store of the stage, since they share its numbers; a
 * start takes it back. Anything else stops nothing and is kept for a person to read. Twice is the same as once.
 */
export const takeInboundText = async (ports: Needs, text: InboundText): Promise<void> => {
  const { clock, table, secrets, metrics, log } = ports;
  const phone = normalisePhone(text.originationNumber);
  if (phone === undefined) return log.warn("text from a number that is none");
  const keyword = keywordOf(text.messageBody);
  const now = clock.now();
  const { root } = await secrets.read();
  for (const store of await listStores(table)) {
    const keys = createKeys(root, store);
    const hash = keys.address("text", phone);
    if (keyword === "stop") await stopAddress(table, store, hash, "marketing", now);
    else if (keyword === "start") await liftStops(table, store, hash);
    else {
      const id = hashId("text", phone, text.inboundMessageId ?? text.messageBody);
      const body = { kind: "inline", base64: Buffer.from(text.messageBody).toString("base64") } as const;
      const reason = "a text that is no keyword: for a person to read";
      const kept = { id, store, source: "text", topic: "inbound-text", reason, receivedAt: now, headers: {}, body };
      await keepRejected(table, kept, [keys.person("phone", phone)]);
    }
  }
  metrics.count("inbound-text", { keyword });
};
