import type { Instant } from "../../shared/events/instant.ts";
import { formatMoney } from "../../shared/messaging/format.ts";
import { viewProfile } from "../../shared/queries/profile-view.ts";
import type { ConsentView, ProfileView } from "../../shared/queries/profile.ts";
import { toTable } from "../print.ts";
import type { Stage } from "../stage.ts";
import { findPerson } from "./find-person.ts";

/** A person as folded now; points and tier as they are, were or will be at an instant. */
export const showProfile = async (
  stage: Stage,
  store: string,
  key: string,
  at: Instant | undefined,
): Promise<ProfileView> => {
  const { settings, keys, read } = await findPerson(stage, store, key);
  const now = stage.now();
  return viewProfile(read.person, { table: stage.table, store, settings, keys, now, at: at ?? now });
};

const list = (values: readonly string[]): string => values.join(", ") || "none";

const consent = ({ state, at }: ConsentView): string => (at === null ? state : `${state} since ${at}`);

const points = ({ points: counted, tier }: ProfileView): readonly string[] => {
  if (counted === null) return [];
  const { available, pending, nextExpiry } = counted;
  const expiry = nextExpiry === null ? "" : `, ${nextExpiry.points} of them expire at ${nextExpiry.at}`;
  return [
    `points       ${available}${pending > 0 ? ` and ${pending} pending` : ""}${expiry}`,
    ...(tier === null ? [] : [`tier         ${tier.name}${tier.since === null ? "" : ` since ${tier.since}`}`]),
  ];
};

const ordersOf = ({ orders }: ProfileView): string =>
  orders.length === 0
    ? "orders       none"
    : toTable(
        ["order", "created", "total", "state"],
        orders.map(({ id, createdAt, total: amount, currency, cancelledAt, refunds }) => [
          id,
          createdAt,
          formatMoney({ amount, currency }, "en"),
          cancelledAt !== undefined ? "cancelled" : refunds.length > 0 ? "refunded in part or whole" : "",
        ]),
      );

const runsOf = ({ runs }: ProfileView): string =>
  runs.length === 0
    ? "flows        none was begun"
    : toTable(
        ["flow", "opened", "stands", "next look"],
        runs.map(({ flow, openedAt, finished, nextWakeAt = "" }) => [
          flow,
          openedAt,
          finished === undefined ? "waits" : finished.reason,
          nextWakeAt,
        ]),
      );

const complaintOf = ({ openComplaint: open }: ProfileView): string => {
  if (open === null) return "none open";
  return open.until === null
    ? `${open.id} since ${open.since}: promotions wait until it is settled`
    : `${open.id} of ${open.since} is settled: promotions go on at ${open.until}`;
};

/** A person for somebody to read. */
export const toProfile = (view: ProfileView): string => {
  const { keys, consent: consents, preferences } = view;
  return [
    `profile      ${view.id}${keys.profiles.length > 1 ? ` (with ${keys.profiles.length - 1} filed under it)` : ""}`,
    `customer     ${keys.customer ?? "none"}`,
    `emails       ${list(keys.emails)}`,
    `phones       ${list(keys.phones)}`,
    `email        ${consent(consents.email)}`,
    `text         ${consent(consents.text)}`,
    ...(preferences?.paused === true ? [`pause        until ${preferences.pausedUntil}, as they asked`] : []),
    ...(view.tags === null || view.tags.length === 0 ? [] : [`tags         ${list(view.tags)}`]),
    ...points(view),
    `complaint    ${complaintOf(view)}`,
    "",
    ordersOf(view),
    "",
    runsOf(view),
  ].join("\n");
};
