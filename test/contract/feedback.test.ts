import { checkoutBody, freshEmail } from "./support/bodies.ts";
import { LocalRun, type Message } from "./support/local-run.ts";
import { bridged, eventOf, type EventType, inboundText, onTopic, saying, shapes } from "./support/provider-events.ts";
import { after } from "./support/story.ts";

/** A Monday, nine in the morning in New York. */
const monday = "2026-11-09T14:00:00.000Z";
const at = (hours: number): string => after(monday, hours);

let run: LocalRun;

const ses = (event: object) => run.send("POST", "/local/events/ses", event);
const sms = (text: object) => run.send("POST", "/local/events/sms", text);
const mailsOf = (to: string) => run.messages({ to });
const firstOf = async (to: string): Promise<Message> => {
  const [first] = await mailsOf(to);
  if (first === undefined) throw new Error(`${to} got nothing.`);
  return first;
};
type Alert = { alarm: string; subject?: string; text?: string; dimensions?: Record<string, string> };
const alerts = (): Promise<Alert[]> => run.get("/local/alerts");

type Case = {
  readonly name: string;
  readonly email: string;
  readonly mails: number;
  readonly events: (m: Message) => object[];
};
const cases: Case[] = [];
const happens = (name: string, mails: number, events: Case["events"]): void => {
  cases.push({ name, mails, events, email: freshEmail("told") });
};
const final: readonly EventType[] = ["Bounce"];
const types = Object.keys(saying).filter((type): type is EventType => type in saying);

for (const [shape, make] of Object.entries(shapes))
  for (const type of types.filter((one) => one !== "Complaint"))
    happens(`${type} as ${shape}, told three times`, final.includes(type) ? 1 : 3, (mail) => {
      const event = make(mail, type);
      return [event, event, event];
    });
happens("Complaint as an event, told three times", 1, (mail) => {
  const event = eventOf(mail, "Complaint");
  return [event, event, event];
});
happens("Complaint as a notification on a topic", 1, (mail) => [
  shapes["a notification on a topic"]?.(mail, "Complaint") ?? {},
]);
happens("a complaint that is none", 3, (mail) => {
  const { complaint } = saying.Complaint(mail);
  return [eventOf(mail, "Complaint", { complaint: { ...complaint, complaintFeedbackType: "not-spam" } })];
});
const soft = (mail: Message, minute: number, more: object = {}) => {
  const { bounce } = saying.Bounce(mail);
  const timestamp = `2026-11-09T20:${String(minute).padStart(2, "0")}:00.000Z`;
  const changes = {
    bounceType: "Transient",
    bounceSubType: "MailboxFull",
    timestamp,
    feedbackId: `f-${minute}`,
    ...more,
  };
  const bouncedRecipients = [{ emailAddress: mail.to, status: "4.2.2" }];
  return eventOf(mail, "Bounce", { bounce: { ...bounce, bouncedRecipients, ...changes } });
};
const delivered = (mail: Message, minute: number) => {
  const { delivery } = saying.Delivery(mail);
  return eventOf(mail, "Delivery", { delivery: { ...delivery, timestamp: `2026-11-09T20:${minute}:00.000Z` } });
};
happens("four soft bounces, some told twice", 3, (mail) => [1, 2, 2, 3, 4, 4, 1].map((minute) => soft(mail, minute)));
happens("five soft bounces in a row, out of order", 1, (mail) => [5, 1, 4, 2, 3].map((minute) => soft(mail, minute)));
happens("five soft bounces with a delivery between them, told last", 3, (mail) => [
  ...[10, 20, 30, 40, 50].map((minute) => soft(mail, minute)),
  delivered(mail, 35),
]);
happens("ten bounces for size and content", 3, (mail) =>
  ["MessageTooLarge", "ContentRejected", "AttachmentRejected"].flatMap((bounceSubType, index) =>
    [1, 2, 3].map((minute) => soft(mail, 10 * index + minute, { bounceSubType })),
  ),
);

/** A mail whose answer from SES was lost. */
const early = freshEmail("early");
const withOthers = { first: freshEmail("first"), second: freshEmail("second"), third: freshEmail("third") };
const phones = new Map<string, string>();
let lines = 100;
const numberOf = (who: string): string => {
  const known = phones.get(who) ?? `+1212555${String((lines += 1)).padStart(4, "0")}`;
  phones.set(who, known);
  return known;
};
const shopper = (changes: Record<string, unknown>, hours = 0) => checkoutBody(at(hours), changes);
const texted = (phone: string) =>
  shopper({ phone, buyer_accepts_sms_marketing: true, sms_marketing_phone: phone, buyer_accepts_marketing: false });
const keywords = "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT OPT-OUT REMOVE ARRET TD".split(" ");
const textsTo = async (who: string): Promise<string[]> =>
  (await mailsOf(numberOf(who))).map(({ text, step }) => (step === "text-1" ? "text-1" : (text ?? "")));
const goodbye = expect.stringMatching(/^Demo Store: You are unsubscribed/);

const post = async (body: unknown): Promise<void> => {
  const answer = await run.post("checkouts/create", body);
  if (answer.status !== 200) throw new Error(answer.body);
};

beforeAll(async () => {
  run = await LocalRun.start(monday);
  for (const { email } of cases) await post(shopper({ email }));
  for (const email of [early, ...Object.values(withOthers)]) await post(shopper({ email }));
  const talkers = [...keywords, "help", "chatty", "twice", "back", "never"];
  for (const who of talkers) if (who !== "never") await post(texted(numberOf(who)));
  await run.move(at(0.5));
  for (const [index, word] of keywords.entries()) {
    const body = [word, word.toLowerCase(), ` ${word}. `, `"${word}"!`][index % 4] ?? word;
    await sms({ from: numberOf(word), to: "+12065550199", body });
    await sms({ from: numberOf(word), to: "+12065550199", body: "stop" });
  }
  await sms({ from: numberOf("help"), to: "+12065550199", body: "Help?" });
  await sms(inboundText(numberOf("chatty"), "can I stop by on Friday?", "in-chatty"));
  await sms(onTopic(JSON.stringify(inboundText(numberOf("chatty"), "can I stop by on Friday?", "in-chatty"))));
  for (const id of ["one", "one"]) await sms({ from: numberOf("twice"), to: "+12065550199", body: "STOP", id });
  await sms({ from: numberOf("back"), to: "+12065550199", body: "STOP", id: "b1" });
  await run.move("PT1M");
  await sms({ from: numberOf("back"), to: "+12065550199", body: "START", id: "b2" });
  await run.move("PT1M");
  await sms({ from: numberOf("back"), to: "+12065550199", body: "STOP", id: "b1" });
  await sms({ from: numberOf("never"), to: "+12065550199", body: "yes" });
  await run.move(at(3.5));
  await run.move(at(5));
  for (const { email, events } of cases) for (const event of events(await firstOf(email))) await ses(event);
  const { first, second, third } = withOthers;
  const mail = await firstOf(first);
  const { bounce } = saying.Bounce(mail);
  const bouncedRecipients = [first, second].map((emailAddress) => ({ emailAddress, status: "5.1.1" }));
  await ses(eventOf(mail, "Bounce", { bounce: { ...bounce, bouncedRecipients } }));
  // Mails of somebody else, through the same account, and in the name of the store.
  for (const make of Object.values(shapes))
    for (const type of types)
      await ses(make({ id: "0100-unknown", to: "stranger@customer.example", headers: {} }, type));
  const elsewhere = { id: "0100-newsletter", to: third, headers: {} };
  await ses(onTopic(JSON.stringify(shapes["a notification"]?.(elsewhere, "Bounce"))));
  await ses(onTopic("Successfully validated SNS topic for Amazon SES event publishing."));
  await ses({ ...onTopic("You have chosen to subscribe"), Type: "SubscriptionConfirmation" });
  await run.move(at(80));
}, 240_000);
afterAll(() => run.stop());

describe("what SES tells", () => {
  it.each(cases)("$name: $mails mails in all", async ({ email, mails }) => {
    expect(await mailsOf(email)).toHaveLength(mails);
  });

  it.each(["Reject", "Rendering Failure"])("%s makes the message failed", async (type) => {
    const rejected = cases.filter(({ name }) => name.startsWith(`${type} `));
    expect(rejected).toHaveLength(4);
    for (const { email } of rejected) expect((await firstOf(email)).status).toBe("failed");
  });

  it("of several recipients concerns each of them", async () => {
    expect(await mailsOf(withOthers.first)).toHaveLength(1);
    expect(await mailsOf(withOthers.second)).toHaveLength(1);
  });

  it("of another mail in the store's name counts for the store's own", async () => {
    expect(await mailsOf(withOthers.third)).toHaveLength(1);
  });

  it("fails nothing, whatever it is about", async () => {
    expect(await run.deadLetters()).toEqual([]);
  });

  it.each([{}, { eventType: "Bounce" }, { mail: {} }, { mail: { messageId: 7 } }])("%j is refused", async (event) => {
    const response = await run.request("POST", "/local/events/ses", JSON.stringify(event));
    expect(response.status).toBe(400);
  });
});

describe("a text from a customer", () => {
  it.each(keywords)("%s ends the texts, is confirmed once, and a second stop gets no answer", async (word) => {
    expect(await textsTo(word)).toEqual([goodbye]);
  });

  it("told twice is one", async () => {
    expect(await textsTo("twice")).toEqual([goodbye]);
  });

  it("that asks for help is answered with who we are and how to stop, and stops nothing", async () => {
    expect(await textsTo("help")).toEqual([
      expect.stringMatching(/^Demo Store: .*care@demo-store\.example.*STOP/),
      "text-1",
    ]);
  });

  it("that merely holds the word stops nothing, gets no answer, and is shown to support once", async () => {
    expect(await textsTo("chatty")).toEqual(["text-1"]);
    const shown = (await alerts()).filter(({ text }) => text?.includes("can I stop by on Friday?"));
    expect(shown).toHaveLength(1);
    expect(shown[0]?.subject).toContain("may want no more texts");
  });

  it("that starts again takes the stop back, and the old stop told again changes nothing", async () => {
    const texts = await textsTo("back");
    expect(texts[0]).toEqual(goodbye);
    expect(texts.at(-1)).toBe("text-1");
    expect(texts.filter((text) => text.includes("unsubscribed"))).toHaveLength(1);
  });

  it("of somebody who never consented begins nothing", async () => {
    expect(await textsTo("never")).toEqual([]);
  });

  it("can be ended by support with the link in the alert", async () => {
    const [shown] = (await alerts()).filter(({ text }) => text?.includes("can I stop by on Friday?"));
    const path = /http:\/\/127\.0\.0\.1:\d+(\/u\/\S+)/.exec(shown?.text ?? "")?.[1] ?? "";
    expect((await run.request("POST", path, "List-Unsubscribe=One-Click")).status).toBe(200);
  });
});

describe("a send whose answer was lost", () => {
  it("is settled by the first event, also when that comes before anything else is known of it", async () => {
    const email = freshEmail("lost");
    const now = (await run.get<{ now: string }>("/local/clock")).now;
    await post(checkoutBody(now, { email }));
    await run.move("PT3H50M");
    await run.fault({ target: "email", fault: "timeout-after" });
    await run.move("PT20M");
    const mail = await firstOf(email);
    expect(mail.status).toBe("unknown");
    await ses(bridged(eventOf(mail, "Delivery")));
    await run.move("PT0S");
    expect((await firstOf(email)).status).toBe("sent");
    expect(await mailsOf(email)).toHaveLength(1);
  });
});

describe("a store about whose mails many complain", () => {
  it("stops its marketing by itself and says so, and no other store's", async () => {
    const demo = await run.get<Record<string, unknown>>("/local/stores/demo");
    const id = "loud";
    await run.send("PUT", `/local/stores/${id}`, {
      ...demo,
      id,
      domain: "loud-store.myshopify.com",
      secrets: { shopify: ["demo-secret"] },
    });
    const { now } = await run.get<{ now: string }>("/local/clock");
    const emails = Array.from({ length: 6 }, () => freshEmail("loud"));
    for (const email of emails) {
      const abandoned_checkout_url = `https://loud-store.myshopify.com/1/checkouts/ac/${email}/recover?key=0a1b`;
      const body = checkoutBody(now, { email, abandoned_checkout_url });
      const answer = await run.post("checkouts/create", body, { store: id });
      expect(answer.status).toBe(200);
    }
    await run.move("PT17H");
    const sent = await Promise.all(emails.map(firstOf));
    for (const [index, mail] of sent.slice(0, 3).entries()) {
      const before = (await alerts()).filter(({ alarm }) => alarm === "marketing-paused");
      expect(before).toHaveLength(0);
      await ses(eventOf(mail, "Complaint"));
      await run.move("PT1M");
      await ses(eventOf(mail, "Complaint"));
      await run.move("PT1M");
      if (index === 1) expect((await alerts()).map(({ alarm }) => alarm)).toContain("complaint-rate-high");
    }
    const told = (await alerts()).filter(
      ({ alarm, subject }) => alarm === "marketing-paused" || subject?.includes("marketing has stopped"),
    );
    expect(told.map(({ alarm }) => alarm).sort()).toEqual(["marketing-paused", "support"]);
    const other = freshEmail("calm");
    await post(checkoutBody((await run.get<{ now: string }>("/local/clock")).now, { email: other }));
    await run.move("PT72H");
    for (const email of emails) expect(await mailsOf(email)).toHaveLength(1);
    expect(await mailsOf(other)).toHaveLength(3);
    const decisions = await run.decisions({ to: emails[5] ?? "" });
    expect(decisions.some(({ reason }) => reason.includes("marketing-paused"))).toBe(true);
  }, 120_000);
});
