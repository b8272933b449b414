import { checkoutBody, freshEmail, orderBody } from "./support/bodies.ts";
import { LocalRun } from "./support/local-run.ts";
import { after } from "./support/story.ts";

const start = "2026-11-02T15:00:00.000Z";
const kills = 6;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let run: LocalRun;
let reviving: Promise<void> | undefined;
let killed = 0;
afterAll(() => run.stop());

/** Starts the process again once, however many have noticed that it is gone. */
const revive = (): Promise<void> => {
  reviving ??= run.exited.then(() => run.begin()).finally(() => (reviving = undefined));
  return reviving;
};

const persist = async <T>(work: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (String(error).includes("answered 4")) throw error;
      await pause(10);
      if (!run.alive || reviving !== undefined) await revive();
    }
  }
};

const acknowledged = (topic: string, body: unknown): Promise<void> =>
  persist(async () => {
    const { status } = await run.post(topic, body);
    if (status !== 200) throw new Error(`not taken: ${status}`);
  });

/** Kills the process at moments that have nothing to do with what it is doing, until there have been enough. */
const haunt = async (): Promise<void> => {
  for (; killed < kills; killed += 1) {
    await pause(60 + ((killed * 7_919) % 613));
    while (!run.alive || reviving !== undefined) await pause(5);
    await run.kill();
  }
};

type Profile = {
  checkouts: { total: string }[];
  runs: { flow: string; finished?: unknown; steps: Record<string, { state: string } | undefined> }[];
};

it("whatever was acknowledged survives kill -9 at any moment, and nothing goes out twice", async () => {
  run = await LocalRun.start(start);
  const shoppers = Array.from({ length: 24 }, (_, index) => {
    const body = checkoutBody(start, { email: freshEmail("survivor") });
    const updates = [0, 1, 2].map((second) => ({
      ...body,
      updated_at: after(start, second / 3_600),
      total_price: `${100 + second}.00`,
    }));
    return { email: body.email, body, updates, buys: index < 6 };
  });
  const ghost = haunt();
  const posts = shoppers.flatMap(({ updates }) => updates);
  const lanes = Array.from({ length: 4 }, async (_, lane) => {
    for (const body of posts.filter((_body, index) => index % 4 === lane)) await acknowledged("checkouts/update", body);
  });
  await Promise.all(lanes);
  for (const hours of [0.5, 3.99, 4.01, 5]) await persist(() => run.move(after(start, hours)));
  for (const { body, buys } of shoppers)
    if (buys) await acknowledged("orders/create", orderBody(after(start, 5), { checkout_token: body.token }));
  for (const hours of [23.9, 24.1, 47, 49, 60]) await persist(() => run.move(after(start, hours)));
  await ghost;
  await persist(() => run.move(after(start, 100)));

  for (const { email, buys } of shoppers) {
    const mails = await run.messages({ to: email });
    const profile = await run.get<Profile>(`/local/profiles/${email}`);
    const { checkouts } = profile;
    const runs = profile.runs.filter(({ flow }) => flow === "abandoned-checkout");
    const steps = runs[0]?.steps ?? {};
    const wanted = buys ? ["reminder-1"] : ["reminder-1", "reminder-2", "reminder-3"];
    const seen = ["reminder-1", "reminder-2", "reminder-3"].filter(
      (step) => mails.some((mail) => mail.step === step) || steps[step]?.state === "unknown",
    );
    expect({ email, seen, runs: runs.length, finished: runs[0]?.finished !== undefined }).toEqual({
      email,
      seen: wanted,
      runs: 1,
      finished: true,
    });
    expect(new Set(mails.map(({ step }) => step)).size).toBe(mails.length);
    expect(checkouts.map(({ total }) => total)).toEqual(["102.00"]);
    for (const { step, status } of mails)
      expect(["sent", "unknown"]).toContain(steps[step ?? ""]?.state === "unknown" ? "unknown" : status);
  }
  expect(killed).toBe(kills);
  expect(await run.deadLetters()).toEqual([]);
}, 180_000);
