import type { EventOf } from "../../../../shared/events/catalogue.ts";
import type { Moment } from "../../contract/moment.ts";
import type { Check } from "../check.ts";
import { isOpen, zoneOf } from "../clock.ts";
import { addressName, isKnown, isMarketing, ofEach } from "../handovers.ts";
import type { History, Told } from "../history.ts";
import { erasureOf } from "../kept.ts";
import { emailName, type Name, ownerIn, phoneName } from "../people.ts";

type Placed = EventOf<"checkout.updated" | "order.updated" | "customer.updated">;

const placedEvents = (history: History): readonly Told<Placed>[] => [
  ...history.of("checkout.updated"),
  ...history.of("order.updated"),
  ...history.of("customer.updated"),
];

const namesIn = (event: Placed): readonly Name[] => {
  const { customer, contact } = event.who;
  const owner = ownerIn(event);
  return [
    ...(owner === undefined ? [] : [owner]),
    ...[customer?.email, contact?.email].flatMap((email) => (email === undefined ? [] : [emailName(email)])),
    ...[customer?.phone, contact?.phone].flatMap((phone) => (phone === undefined ? [] : [phoneName(phone)])),
  ];
};

/** Messages that are kept out of the night although they are no marketing (docs/flows.md: "by day"). */
const byDay: ReadonlySet<string> = new Set(["apology", "survey", "ask-by-text"]);

/**
 * Marketing goes out by day where its reader is, by the deciding machine's clock: the address decides, else the phone's
 * area, else the store (README, "Quiet hours"; FIELD, "Every flow"; 47 CFR 64.1200(c)(1) for texts).
 */
export const byDayOnly: Check = {
  name: "marketing-keeps-quiet-hours",
  look: ofEach((history) => {
    const homes = new Map<Name, { zone: string; since: Moment }[]>();
    const isGone = erasureOf(history);
    for (const { event, appliedAt } of placedEvents(history)) {
      const zone = event.data.place && zoneOf(event.data.place);
      if (zone === undefined) continue;
      // Where somebody lives who was erased is not known any more.
      const since = isGone(event) ? Infinity : appliedAt;
      for (const name of namesIn(event)) homes.set(name, [...(homes.get(name) ?? []), { zone, since }]);
    }
    return (handover) => {
      const { call, record, settings, now, person } = handover;
      const channel = call.channel === "text" ? "text" : "email";
      if (!isMarketing(handover) && !byDay.has(record.step)) return undefined;
      const places = [...(homes.get(person) ?? []), ...(homes.get(addressName(call)) ?? [])];
      const isPlaced = places.some(({ since }) => isKnown(handover, since));
      const zones = new Set([...places.map(({ zone }) => zone), ...(isPlaced ? [] : settings.map(({ zone }) => zone))]);
      const isDay = settings.some(({ quietHours }) =>
        [...zones].some((zone) => isOpen(now, zone, quietHours[channel])),
      );
      return isDay ? undefined : `it is night in ${[...zones].join(" and ")}`;
    };
  }),
};
