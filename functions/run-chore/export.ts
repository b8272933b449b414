import type { EventOf } from "../../shared/events/catalogue.ts";
import { type Instant, plus } from "../../shared/events/instant.ts";
import { exportPath } from "../../shared/messaging/links.ts";
import { erasureId, membersOf } from "../../shared/privacy/erase-person.ts";
import type { PrivacyContext } from "../../shared/privacy/erase-members.ts";
import { exportPerson } from "../../shared/privacy/export-person.ts";
import { exportKey, exportLife, noteExport } from "../../shared/privacy/exports.ts";
import { beginErasure, finishErasure, noteErasure } from "../../shared/store/erasures.ts";
import { hashId } from "../../shared/store/keys.ts";
import { readSettings } from "../../shared/store/stores.ts";
import type { PrivacyNeeds } from "./privacy.ts";
import { sendOnce } from "./send-once.ts";

const alertText = (brand: string, url: string, key: string, until: Instant): string =>
  [
    `A customer of ${brand} asks what is known of them. The law gives you 30 days to answer.`,
    "",
    "Everything Comeback keeps of them is in this file (JSON). Check who asks, then pass it on:",
    url,
    "",
    `The link works until ${until}; whoever has it can read the file. It lies in the stage's bucket as ${key}.`,
    "",
  ].join("\n");

/**
 * Answers a request for what is known of somebody: writes the file, notes it with them so that their erasure takes it away,
 * and tells the store's owner where it is. The same request twice writes the same file again, and tells of it once.
 */
export const answerRequest = async (
  ports: PrivacyNeeds,
  context: PrivacyContext,
  event: EventOf<"person.requested">,
  attempt: string,
): Promise<void> => {
  const { table, clock, blobs, support, publicUrl, metrics, log } = ports;
  const { store, source: by, who, data } = event;
  const settings = await readSettings(table, store);
  if (settings === undefined) return log.warn("event of a store that is gone", { store });
  const now = clock.now();
  const id = erasureId(event);
  const audit = await beginErasure(table, { id, store, what: "export-person", by, at: data.at, startedAt: now });
  const members = await membersOf(context, who);
  const known = await exportPerson(context, members, settings, now);
  const key = exportKey(store, id);
  const [root] = members;
  if (root !== undefined) await noteExport(table, store, root, id, audit.startedAt);
  await blobs.put(key, Buffer.from(JSON.stringify(known, null, 2)));
  const until = plus(audit.startedAt, exportLife);
  const url = publicUrl + exportPath(context.keys, store, id, until);
  const alert = hashId("export", store, id);
  const draft = { id: alert, store, person: "", flow: "privacy", step: "export", channel: "support" } as const;
  const subject = `${settings.brand.name}: a customer asks for their data`;
  const text = alertText(settings.brand.name, url, key, until);
  await sendOnce(ports, { ...draft, correlationId: event.correlationId }, attempt, () =>
    support.send({ message: alert, store, subject, text }),
  );
  await noteErasure(table, audit, {
    found: {
      facts: known.facts.length,
      messages: known.messages.length,
      decisions: known.decisions.length,
      rejected: known.unreadBodies.length,
    },
  });
  await finishErasure(table, audit, now);
  metrics.count("person-exported");
  log.info("person exported", { store, export: id, members: members.length });
};
