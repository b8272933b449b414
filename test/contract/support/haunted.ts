import { checkoutBody, freshEmail, orderBody } from "./bodies.ts";
import type { LocalRun } from "./local-run.ts";
import { after } from "./story.ts";

export type Haunting = {
  readonly run: LocalRun;
  /** The instant its clock stands at. */
  readonly start: string;
  readonly kills: number;
  readonly onKill?: (killed: number) => void;
};

/** What came of it. Every problem is a promise that was broken, in words. */
export type Verdict = {
  readonly kills: number;
  readonly acknowledged: number;
  readonly sent: number;
  /** Messages of which nobody knows whether they went out: flagged, and not repeated. */
  readonly unknown: number;
  readonly problems: readonly string[];
};

type Profile = {
  checkouts: { total: string }[];
  runs: { flow: string; finished?: unknown; steps: Record<string, { state: string } | undefined> }[];
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const shoppersOf = (start: string) =>
  Array.from({ length: 24 }, (_, index) => {
    const body = checkoutBody(start, { email: freshEmail("survivor") });
    const updates = [0, 1, 2].map((second) => ({
      ...body,
      updated_at: after(start, second / 3_600),
      total_price: `${100 + second}.00`,
    }));
    return { email: body.email, body, updates, buys: index < 6 };
  });
type Shopper = ReturnType<typeof shoppersOf>[number];

/** How often each of the crowd changes their cart. */
const changes = 5;

const reminders = ["reminder-1", "reminder-2", "reminder-3"];

/** What is wrong with how one shopper was treated, in words. */
const judgeShopper = async (run: LocalRun, { email, buys }: Shopper) => {
  const mails = await run.messages({ to: email });
  const { checkouts, runs } = await run.get<Profile>(`/local/profiles/${email}`);
  const own = runs.filter(({ flow }) => flow === "abandoned-checkout");
  const steps = own[0]?.steps ?? {};
  const wanted = buys ? reminders.slice(0, 1) : reminders;
  const isUnknown = (step: string): boolean => steps[step]?.state === "unknown";
  const seen = reminders.filter((step) => mails.some((mail) => mail.step === step) || isUnknown(step));
  const problems = [
    seen.join() !== wanted.join() && `got ${seen.join(", ") || "nothing"} and should have got ${wanted.join(", ")}`,
    new Set(mails.map(({ step }) => step)).size !== mails.length && "got a message twice",
    own.length !== 1 && `has ${own.length} runs`,
    own[0]?.finished === undefined && "has a run that stands still",
    checkouts.map(({ total }) => total).join() !== "102.00" && "lost an update that was acknowledged",
    mails.some(({ step, status }) => !isUnknown(step ?? "") && status !== "sent") && "has a mail on no record",
  ];
  return {
    problems: problems.flatMap((problem) => (problem === false ? [] : [`${email} ${problem}`])),
    sent: mails.length,
    unknown: reminders.filter(isUnknown).length,
  };
};

/** One of the crowd: whose cart is what was acknowledged last, and who got nothing twice. */
type Passerby = { readonly email: string; readonly total: string };

const judgePasserby = async (run: LocalRun, { email, total }: Passerby) => {
  const mails = await run.messages({ to: email });
  const { checkouts } = await run.get<Profile>(`/local/profiles/${email}`);
  const problems = [
    new Set(mails.map(({ step }) => step)).size !== mails.length && "got a message twice",
    checkouts.map((checkout) => checkout.total).join() !== total && "lost an update that was acknowledged",
  ];
  return { problems: problems.flatMap((problem) => (problem === false ? [] : [`${email} ${problem}`])) };
};

/**
 * Kills a local run at moments that have nothing to do with what it is doing, while webhooks come in without a break and its clock
 * moves over days, and starts it again on its folder each time; then looks at whether what was acknowledged is there, and nothing went
 * out twice.
 */
export const haunt = async ({ run, start, kills, onKill }: Haunting): Promise<Verdict> => {
  let reviving: Promise<void> | undefined;
  let killed = 0;
  let acknowledged = 0;

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
  const deliver = (topic: string, body: unknown): Promise<void> =>
    persist(async () => {
      const { status } = await run.post(topic, body);
      if (status !== 200) throw new Error(`not taken: ${status}`);
      acknowledged += 1;
    });
  const ghost = async (): Promise<void> => {
    while (killed < kills) {
      while (!run.alive || reviving !== undefined) await pause(5);
      // Every fourth time as soon as it is up again, otherwise after it has been at work for a while.
      if (killed % 4 > 0) await pause(60 + ((killed * 7_919) % 1_613));
      await run.kill();
      killed += 1;
      onKill?.(killed);
    }
  };
  const liveThrough = async (from: string): Promise<readonly Shopper[]> => {
    const shoppers = shoppersOf(from);
    const posts = shoppers.flatMap(({ updates }) => updates);
    const lanes = Array.from({ length: 4 }, async (_, lane) => {
      for (const body of posts.filter((_body, index) => index % 4 === lane)) await deliver("checkouts/update", body);
    });
    await Promise.all(lanes);
    for (const hours of [0.5, 3.99, 4.01, 5]) await persist(() => run.move(after(from, hours)));
    for (const { body, buys } of shoppers)
      if (buys) await deliver("orders/create", orderBody(after(from, 5), { checkout_token: body.token }));
    for (const hours of [23.9, 24.1, 47, 49, 60, 96]) await persist(() => run.move(after(from, hours)));
    return shoppers;
  };

  const crowd: Passerby[] = [];
  /** Webhooks without a break, whatever the clock and the others do. */
  const passBy = async (): Promise<void> => {
    while (killed < kills) {
      const body = checkoutBody(start, { email: freshEmail("passerby") });
      for (let second = 0; second < changes; second += 1) {
        const total = `${200 + second}.00`;
        await deliver("checkouts/update", { ...body, updated_at: after(start, second / 3_600), total_price: total });
      }
      crowd.push({ email: body.email, total: `${199 + changes}.00` });
    }
  };

  const haunting = Promise.all([ghost(), passBy(), passBy()]);
  const treated: Shopper[] = [];
  for (let round = 0; round === 0 || killed < kills; round += 1)
    treated.push(...(await liveThrough(after(start, round * 96))));
  await haunting;
  await persist(() => run.move("PT96H"));
  const judged = [];
  for (const shopper of treated) judged.push(await persist(() => judgeShopper(run, shopper)));
  const passed = [];
  for (const passerby of crowd) passed.push(await persist(() => judgePasserby(run, passerby)));
  const dead = await persist(() => run.deadLetters());
  return {
    kills: killed,
    acknowledged,
    sent: judged.reduce((sum, { sent }) => sum + sent, 0),
    unknown: judged.reduce((sum, { unknown }) => sum + unknown, 0),
    problems: [
      ...[...judged, ...passed].flatMap(({ problems }) => problems),
      ...dead.map(({ queue, reason }) => `a dead letter lies in ${queue}: ${reason}`),
    ],
  };
};
