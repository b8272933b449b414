import type { Act, ProviderAct } from "../contract/acts.ts";
import type { ProviderCall } from "../contract/evidence.ts";
import type { Moment } from "../contract/moment.ts";
import type { Random } from "../contract/random.ts";
import { day, hour, minute, second, type Shop, stamp } from "./shop.ts";
import { tellText } from "./texts.ts";

type Report = ProviderAct["report"];

const types: Readonly<Record<Report, string>> = {
  send: "Send",
  delivery: "Delivery",
  bounce: "Bounce",
  complaint: "Complaint",
  delay: "DeliveryDelay",
  reject: "Reject",
};

const detailsOf = (report: Report, { to, providerId }: ProviderCall, at: Moment, permanent: boolean) => {
  const timestamp = stamp(at);
  const feedbackId = `${providerId}-${report}-${at}`;
  switch (report) {
    case "delivery":
      return { delivery: { timestamp, recipients: [to] } };
    case "bounce":
      return {
        bounce: {
          ...{ timestamp, feedbackId },
          bounceType: permanent ? "Permanent" : "Transient",
          bounceSubType: "General",
          bouncedRecipients: [{ emailAddress: to, status: permanent ? "5.1.1" : "4.2.2" }],
        },
      };
    case "complaint":
      return { complaint: { timestamp, feedbackId, complainedRecipients: [{ emailAddress: to }] } };
    case "send":
    case "delay":
    case "reject":
      return {};
  }
};

/** An event of SES as EventBridge hands it over, with the tags that were sent with the mail. */
const told = (call: ProviderCall, report: Report, at: Moment, permanent = false): Act => ({
  kind: "provider-event",
  id: `${call.providerId}.${report}.${at}`,
  at,
  store: call.store,
  message: call.message,
  report,
  body: JSON.stringify({
    version: "0",
    source: "aws.ses",
    "detail-type": `Email ${types[report]}`,
    detail: {
      eventType: types[report],
      mail: {
        timestamp: stamp(call.at),
        messageId: call.providerId,
        source: call.from,
        destination: [call.to],
        tags: { "comeback-message": [call.message], "comeback-store": [call.store] },
      },
      ...detailsOf(report, call, at, permanent),
    },
  }),
});

const visit = (call: ProviderCall, at: Moment, url: string, does: string, form?: string): Act => ({
  kind: "visit",
  id: `${call.providerId}.${does}`,
  at,
  store: call.store,
  message: call.message,
  method: form === undefined ? "GET" : "POST",
  url,
  does,
  ...(form !== undefined && { form, headers: { "content-type": "application/x-www-form-urlencoded" } }),
});

const afterMail = (call: ProviderCall, random: Random): readonly Act[] => {
  const sent = random.chance(0.7) ? [told(call, "send", call.at + random.between(0, 3) * second)] : [];
  const arrival = call.at + random.between(1, 90) * second;
  const drawn = random.next();
  if (drawn < 0.03) return [...sent, told(call, "bounce", arrival, true)];
  if (drawn < 0.08) return [...sent, told(call, "bounce", arrival)];
  const read = arrival + random.between(minute, 20 * hour);
  const link = /^List-Unsubscribe:\s*<([^>]+)>/im.exec(call.raw)?.[1];
  const isLeaving = link !== undefined && random.chance(0.08);
  return [
    ...sent,
    told(call, "delivery", arrival),
    ...(random.chance(0.004) ? [told(call, "complaint", read)] : []),
    ...(isLeaving ? [visit(call, read, link, "looks-at-unsubscribe")] : []),
    ...(isLeaving ? [visit(call, read + 5 * second, link, "unsubscribe", "List-Unsubscribe=One-Click")] : []),
  ];
};

const afterText = (call: ProviderCall, shop: Shop, random: Random): readonly Act[] => {
  const read = call.at + random.between(minute, 3 * hour);
  if (!random.chance(0.1)) return [];
  const reply = random.pick(["STOP", "Stop!", "HELP", "who is this?"]);
  const stop: Act = {
    id: `${call.providerId}.reply`,
    at: read,
    ...tellText(shop, `${call.providerId}-reply`, call.to, reply, read),
  };
  const again = read + random.between(hour, 2 * day);
  const start: Act = {
    id: `${call.providerId}.again`,
    at: again,
    ...tellText(shop, `${call.providerId}-again`, call.to, "START", again),
  };
  return reply.startsWith("S") && random.chance(0.4) ? [stop, start] : [stop];
};

const afterAlert = (call: ProviderCall, random: Random): readonly Act[] => {
  const link = /https?:\/\/\S+\/c\/\S+/.exec(call.raw)?.[0];
  if (link === undefined || !random.chance(0.4)) return [];
  return [visit(call, call.at + random.between(10 * minute, 2 * day), link, "settle-complaint", "")];
};

/** What becomes of a message that a provider took: bounces, complaints, clicks on its links, answers. */
export const respondIn =
  (shops: readonly Shop[]) =>
  (call: ProviderCall, random: Random): readonly Act[] => {
    const shop = shops.find(({ id }) => id === call.store);
    if (shop === undefined) return [];
    switch (call.channel) {
      case "email":
        return afterMail(call, random);
      case "text":
        return call.record?.kind === "marketing" ? afterText(call, shop, random) : [];
      case "support":
        return afterAlert(call, random);
    }
  };
