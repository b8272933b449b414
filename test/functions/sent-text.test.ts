import { attributionsOf } from "../../shared/attribution/attribution.ts";
import { hours, plus } from "../../shared/events/instant.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { factSk, personPk } from "../../shared/store/people.ts";
import { checkoutUpdated, customer, orderUpdated, says } from "../support/events.ts";
import { at } from "../support/instants.ts";
import { settingsWith } from "../support/settings.ts";
import { createWorld, keys } from "../support/world.ts";

const phone = "+12125550147";
const ada = keys.person("customer", "7");
const who = customer("7", undefined, phone);
const left = at("2026-11-05T10:00-05:00");
const recoveryUrl = "https://demo-store.myshopify.com/recover?key=0a1b#top";

const texted = async () => {
  const world = await createWorld({ now: left, settings: { links: { utm: { source: "comeback", medium: "sms" } } } });
  const consents = [says("granted", phone, left, { channel: "text", source: "checkout:c-1" })];
  await world.publish(checkoutUpdated({ token: "c-1", createdAt: left, recoveryUrl }, { at: left, who, consents }));
  await world.runUntil(plus(left, hours(2)));
  const [text] = world.texts;
  if (text === undefined) throw new Error("no text went out");
  return { world, text };
};

test("a text that its provider took is a fact, and its link bears the store's parameters", async () => {
  const { world, text } = await texted();
  const { sentTexts } = (await world.person(ada)).person;
  expect(sentTexts).toEqual([{ message: text.message, flow: "abandoned-checkout", step: "text-1", at: text.at }]);
  expect((await readMessage(world.table, "demo", text.message))?.link).toBe(
    "https://demo-store.myshopify.com/recover?key=0a1b&utm_source=comeback&utm_medium=sms&utm_campaign=abandoned-checkout&utm_content=text-1#top",
  );
});

test("an order soon after it is owed to it", async () => {
  const { world, text } = await texted();
  const soon = plus(text.at, hours(11));
  await world.publish(orderUpdated({ id: "o-1", createdAt: soon }, { at: soon, who }));
  expect(attributionsOf((await world.person(ada)).person, settingsWith())).toMatchObject([
    { order: "o-1", by: "text", step: "text-1", message: text.message },
  ]);
});

test("the fact is made up for when its writer died after the text was settled", async () => {
  const { world, text } = await texted();
  const before = (await world.person(ada)).person.sentTexts;
  await world.table.remove({ pk: personPk("demo", ada), sk: factSk(`SENT-TEXT#${text.message}`) });
  expect((await world.person(ada)).person.sentTexts).toEqual([]);
  world.clock.now = plus(text.at, hours(1));
  expect(
    await world.deliver("outbox", { store: "demo", message: text.message, correlationId: "c" }, 2),
  ).toBeUndefined();
  expect((await world.person(ada)).person.sentTexts).toEqual(before);
  expect(world.texts).toHaveLength(1);
});
