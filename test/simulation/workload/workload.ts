import type { Act } from "../contract/acts.ts";
import type { Plan, Workload } from "../contract/plan.ts";
import type { Random } from "../contract/random.ts";
import type { StoreSettings } from "../../../shared/settings/settings.ts";
import { crowd } from "./crowd.ts";
import { live } from "./live.ts";
import { tellProduct } from "./others.ts";
import { humanOf } from "./people.ts";
import { respondIn } from "./respond.ts";
import { changedSettings, day, hour, minute, settingsOf, type Shop, shopOf } from "./shop.ts";

/** About a fifth of what a real store sends is about its products: every sale changes somebody's stock. */
const productShare = 0.2;

/** More than so many webhooks a history are those of a crowd: named people are what a run costs. */
const mostPeopled = 1_200;

const byTime = (a: Act, b: Act): number => a.at - b.at || (a.id < b.id ? -1 : 1);

/** What operators do in the course of a history: settings change, everything stands still for a while, an unknown is settled. */
const operate = (
  settings: readonly StoreSettings[],
  random: Random,
  from: number,
  until: number,
  emit: (act: Act) => void,
): void => {
  for (const first of settings) {
    let current = first;
    const moments = Array.from({ length: random.between(0, 4) }, () => random.between(from, until)).sort(
      (a, b) => a - b,
    );
    moments.forEach((at, index) => {
      current = changedSettings(current, random);
      emit({ id: `${first.id}.settings.${index}`, at, kind: "settings", settings: current });
    });
    if (random.chance(0.25)) {
      const at = random.between(from, until);
      const length = random.between(10 * minute, 8 * hour);
      emit({ id: `${first.id}.pause`, at, kind: "pause", store: first.id, reason: "stocktaking" });
      emit({ id: `${first.id}.resume`, at: at + length, kind: "resume", store: first.id });
    }
    emit({
      id: `${first.id}.resume-marketing`,
      at: random.between(from, until),
      kind: "resume-marketing",
      store: first.id,
    });
  }
  if (random.chance(0.15))
    emit({
      id: "settle",
      at: random.between(from, until),
      kind: "settle-unknown",
      as: random.pick(["sent", "failed"]),
    });
};

const shopsOf = (random: Random): readonly Shop[] => {
  const first = shopOf(0, random.fork("shop 0"));
  return random.chance(0.25) ? [first, shopOf(1, random.fork("shop 1"))] : [first];
};

/**
 * A history drawn at random: one store or two, whose people browse, leave checkouts, buy, complain, change their minds, come
 * to be known under other names, and are erased. Most histories last days to weeks, one in twelve months, so that points
 * expire. The same random source gives the same history.
 */
export const workload: Workload = (random, { webhooks, startsAt }): Plan => {
  const shops = shopsOf(random.fork("shops"));
  const long = random.chance(1 / 12);
  const span = (long ? random.between(120, 220) : random.between(3, 28)) * day;
  const until = startsAt + span;
  const settings = shops.map((shop) => settingsOf(shop, random.fork(`settings ${shop.id}`), startsAt, long));
  const acts: Act[] = [];
  const emit = (act: Act): void => void acts.push(act);
  const peopled = Math.min(webhooks, mostPeopled);
  const wanted = Math.max(1, Math.round(peopled * (1 - productShare)));
  for (let number = 1; acts.length < wanted; number += 1) {
    const own = random.fork(`human ${number}`);
    const shop = own.pick([shops[0] ?? shopOf(0, own), ...shops]);
    const from = startsAt + own.between(0, Math.floor(span * 0.8));
    live(shop, humanOf(number, own), number, own, from, until, emit);
  }
  const stock = random.fork("stock");
  for (let left = Math.floor(peopled * productShare), number = 0; left > 0; left -= 1, number += 1) {
    const shop = stock.pick([shops[0] ?? shopOf(0, stock), ...shops]);
    const at = stock.between(startsAt, until);
    const pieces = stock.chance(0.05) ? 0 : stock.between(1, 400);
    emit({ id: `${shop.id}.stock.${number}`, at, ...tellProduct(shop, stock.pick(shop.products), pieces, at) });
  }
  const [first = shopOf(0, random)] = shops;
  crowd(
    { shops: [first, ...shops.slice(1)], from: startsAt, until, webhooks: webhooks - peopled },
    random.fork("crowd"),
    emit,
  );
  operate(settings, random.fork("operator"), startsAt, until, emit);
  return { settings, acts: acts.sort(byTime), respond: respondIn(shops) };
};
