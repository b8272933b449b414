import { checkoutBody, freshEmail } from "./support/bodies.ts";
import { LocalRun } from "./support/local-run.ts";
import { after, gotten } from "./support/story.ts";

const start = "2026-11-02T15:00:00.000Z";
const moment = (index: number): string => after(start, index / 36_000);

/** The same order every time, and none that anybody would choose. */
const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item, index) => ({ item, rank: (index * 7_919 + 13) % 10_007 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);

const inParallel = async <T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> => {
  const rest = [...items];
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
    }),
  );
};

let run: LocalRun;
afterEach(() => run.stop());

it("a thousand updates of one checkout, in any order and many of them twice, are one run, one schedule and three mails", async () => {
  run = await LocalRun.start(start);
  const email = freshEmail("storm");
  const checkout = checkoutBody(start, { email });
  const updates = Array.from({ length: 900 }, (_, index) => ({
    ...checkout,
    updated_at: moment(index),
    total_price: (100 + index / 100).toFixed(2),
  }));
  const statuses = new Set<number>();
  await inParallel(shuffled([...updates, ...updates.slice(0, 100)]), 12, async (body) => {
    statuses.add((await run.post(body.updated_at === start ? "checkouts/create" : "checkouts/update", body)).status);
  });
  expect([...statuses]).toEqual([200]);
  await run.move("PT5M");
  expect((await run.counts())["scheduler"]?.["CreateSchedule"]?.calls).toBe(1);
  const profile = await run.get<{
    runs: unknown[];
    checkouts: { total: string }[];
    consent: { statements: unknown[] };
  }>(`/local/profiles/${email}`);
  expect(profile.runs).toHaveLength(1);
  expect(profile.consent.statements).toHaveLength(1);
  expect(profile.checkouts.map(({ total }) => total)).toEqual(["108.99"]);
  await run.move("P4D");
  const mails = await run.messages();
  expect(gotten(mails, moment(0)).map((mail) => mail.split(" ")[0])).toEqual([
    "reminder-1",
    "reminder-2",
    "reminder-3",
  ]);
  expect(mails.every(({ text }) => text?.includes("$108.99"))).toBe(true);
  expect(await run.deadLetters()).toEqual([]);
}, 90_000);

it("bulk edits of products cost one write each and wake nobody", async () => {
  run = await LocalRun.start(start);
  const products = Array.from({ length: 300 }, (_, index) => ({
    id: 10_000 + index,
    title: `Mug ${index}`,
    handle: `mug-${index}`,
    status: "active",
    updated_at: start,
    variants: [
      { id: 20_000 + index, inventory_quantity: 5, inventory_policy: "deny", inventory_management: "shopify" },
    ],
    images: [],
  }));
  await inParallel(products, 12, async (product) => void (await run.post("products/update", product)));
  await run.move("PT0S");
  const { store, scheduler, queue } = await run.counts();
  expect(store?.["PutItem"]?.calls).toBe(300);
  expect([scheduler, queue]).toEqual([undefined, undefined]);
}, 60_000);
