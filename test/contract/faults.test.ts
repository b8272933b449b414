import { checkoutBody, freshEmail } from "./support/bodies.ts";
import { type Fault, LocalRun, type Message } from "./support/local-run.ts";
import { after } from "./support/story.ts";

const start = "2026-11-02T15:00:00.000Z";
let run: LocalRun;
let round = 0;

beforeAll(async () => {
  run = await LocalRun.start(start);
}, 60_000);
afterAll(() => run.stop());

/** Does something until it succeeds, starting the process again on its folder whenever it has died. */
const persist = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      await Promise.race([run.exited, new Promise((resolve) => setTimeout(resolve, 500))]);
      if (run.alive) throw error;
      expect(await run.exited).toBe(137);
      await run.begin();
    }
  }
  throw new Error("It never succeeded.");
};

/** Posts as a shop does: again, until somebody has acknowledged it. */
const deliver = async (body: unknown): Promise<void> => {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const { status } = await persist(() => run.post("checkouts/create", body));
    if (status === 200) return;
    expect(status).toBe(503);
  }
  throw new Error("It was never acknowledged.");
};

type Profile = { runs: { steps: Record<string, { state: string }>; finished?: { reason: string } }[] };

/** One run in which every port fails once, each where it matters: what was accepted and what our records say. */
const live = async (fault: Fault["fault"]) => {
  const begin = after(start, 24 * 7 * round);
  round += 1;
  const email = freshEmail("faulty");
  const phone = `+1917555${String(2_000 + round)}`;
  const body = checkoutBody(begin, { email, phone, buyer_accepts_sms_marketing: true, sms_marketing_phone: phone });
  const fail = (target: Fault["target"]) => persist(() => run.fault({ target, fault }));
  const until = (hours: number) => persist(() => run.move(after(begin, hours)));
  await until(0);
  await fail("bus");
  await deliver(body);
  await fail("scheduler");
  await until(0);
  await fail("store");
  await deliver(body);
  await fail("text");
  await until(1.5);
  await fail("email");
  await until(4.2);
  await fail("store");
  await until(24.2);
  await fail("queue");
  await until(80);
  const messages = [...(await run.messages({ to: email })), ...(await run.messages({ to: phone }))];
  const accepted = (step: string) => messages.filter((message) => message.step === step).map(({ status }) => status);
  const [only, ...others] = (await run.get<Profile>(`/local/profiles/${email}`)).runs;
  expect(others).toEqual([]);
  expect(only?.finished?.reason).toBe("completed");
  expect((await run.get<{ pending: unknown[] }>("/local/faults")).pending).toEqual([]);
  expect(await run.deadLetters()).toEqual([]);
  const alerts = await run.get<{ at: string; alarm: string }[]>("/local/alerts");
  return {
    accepted: Object.fromEntries(
      ["text-1", "reminder-1", "reminder-2", "reminder-3"].map((step) => [step, accepted(step)]),
    ),
    recorded: Object.fromEntries(Object.entries(only?.steps ?? {}).map(([step, { state }]) => [step, state])),
    flagged: alerts.filter(({ at, alarm }) => at >= begin && alarm === "send-unknown").length,
  };
};

const sent = { "text-1": "sent", "reminder-1": "sent", "reminder-2": "sent", "reminder-3": "sent" };

describe("when every port fails once in a run", () => {
  it("a throttle only delays", async () => {
    expect(await live("throttle")).toEqual({
      accepted: { "text-1": ["sent"], "reminder-1": ["sent"], "reminder-2": ["sent"], "reminder-3": ["sent"] },
      recorded: sent,
      flagged: 0,
    });
  }, 60_000);

  it.each(["error", "timeout-before", "crash-before"] as const)(
    "%s: what may have gone out is flagged and not repeated, everything else goes out once",
    async (fault) => {
      expect(await live(fault)).toEqual({
        accepted: { "text-1": [], "reminder-1": [], "reminder-2": ["sent"], "reminder-3": ["sent"] },
        recorded: { ...sent, "text-1": "unknown", "reminder-1": "unknown" },
        flagged: 2,
      });
    },
    90_000,
  );

  it.each(["timeout-after", "crash-after"] as const)(
    "%s: what went out without an answer is flagged and not repeated, everything else goes out once",
    async (fault) => {
      expect(await live(fault)).toEqual({
        accepted: { "text-1": ["unknown"], "reminder-1": ["unknown"], "reminder-2": ["sent"], "reminder-3": ["sent"] },
        recorded: { ...sent, "text-1": "unknown", "reminder-1": "unknown" },
        flagged: 2,
      });
    },
    90_000,
  );
});

it("an hour without the provider loses nothing", async () => {
  const begin = after(start, 24 * 7 * round);
  round += 1;
  const email = freshEmail("outage");
  await run.move(begin);
  await deliver(checkoutBody(begin, { email }));
  await run.move(after(begin, 3.9));
  await run.fault({ target: "email", fault: "throttle", times: 90 });
  await run.move(after(begin, 80));
  const mails = await run.messages({ to: email });
  expect(mails.map(({ step, status }) => `${step} ${status}`)).toEqual([
    "reminder-1 sent",
    "reminder-2 sent",
    "reminder-3 sent",
  ]);
  expect(await run.deadLetters()).toEqual([]);
}, 60_000);

describe("what a provider says afterwards", () => {
  const report = (to: string, message: Message, type: string, rest: Record<string, unknown>) =>
    run.send("POST", "/local/events/ses", {
      eventType: type,
      mail: {
        timestamp: message.sentAt,
        messageId: message.id,
        destination: [to],
        source: "x@example.com",
        tags: {},
        headers: [],
      },
      ...rest,
    });

  it("settles what was unknown, and a bounce or a STOP ends what was to come", async () => {
    const begin = after(start, 24 * 7 * round);
    round += 1;
    const phone = "+19175553001";
    const [unknown, bounced, stopped] = ["unknown", "bounced", "stopped"].map((name) => freshEmail(name)) as [
      string,
      string,
      string,
    ];
    await run.move(begin);
    await deliver(checkoutBody(begin, { email: unknown }));
    await run.move(after(begin, 3.9));
    await run.fault({ target: "email", fault: "timeout-after" });
    await run.move(after(begin, 4.1));
    const texts = { phone, buyer_accepts_sms_marketing: true, sms_marketing_phone: phone };
    for (const changes of [{ email: bounced }, { email: stopped, ...texts }])
      await deliver(checkoutBody(after(begin, 4.1), changes));
    await run.send("POST", "/local/events/sms", { from: phone, to: "+18005550100", body: " stop. " });
    await run.move(after(begin, 8.2));
    const [lost] = await run.messages({ to: unknown });
    const [first] = await run.messages({ to: bounced });
    expect([lost?.status, first?.status]).toEqual(["unknown", "sent"]);
    const recipients = [{ emailAddress: bounced }];
    for (let time = 0; time < 2; time += 1) {
      await report(unknown, lost!, "Delivery", { delivery: { timestamp: after(begin, 8), recipients: [unknown] } });
      await report(bounced, first!, "Bounce", {
        bounce: { bounceType: "Permanent", timestamp: after(begin, 8), bouncedRecipients: recipients },
      });
    }
    await run.move(after(begin, 100));
    const statuses = async (to: string) => (await run.messages({ to })).map(({ status }) => status);
    expect(await statuses(unknown)).toEqual(["sent", "sent", "sent"]);
    expect(await statuses(bounced)).toEqual(["sent"]);
    expect((await run.decisions({ to: bounced })).map(({ reason }) => reason)).toContain("suppressed");
    // Nothing but the word that the texts have ended.
    expect((await run.messages({ to: phone })).map(({ text }) => text)).toEqual([
      expect.stringMatching(/no more texts/i),
    ]);
    expect(await statuses(stopped)).toHaveLength(3);
    expect(await run.deadLetters()).toEqual([]);
  }, 60_000);
});
