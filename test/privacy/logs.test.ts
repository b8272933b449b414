import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { createHandler as createAdvanceRun } from "../../functions/advance-run/handler.ts";
import { createHandler as createEnroll } from "../../functions/enroll/handler.ts";
import { createHandler as createPages } from "../../functions/public-pages/handler.ts";
import { createHandler as createReceive } from "../../functions/receive-webhook/handler.ts";
import { createHandler as createRunChore } from "../../functions/run-chore/handler.ts";
import { createHandler as createSendMessage } from "../../functions/send-message/handler.ts";
import { createHandler as createSweep } from "../../functions/sweep/handler.ts";
import { createHandler as createUpdateCatalogue } from "../../functions/update-catalogue/handler.ts";
import { createHandler as createUpdateProfile } from "../../functions/update-profile/handler.ts";
import { flows } from "../../shared/flows/registry.ts";
import { messageId } from "../../shared/store/keys.ts";
import { changeMessage, readMessage } from "../../shared/store/messages.ts";
import { hours, minutes, plus } from "../../shared/events/instant.ts";
import { withoutMessage } from "../../shared/platform/adapters/powertools-log.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import { unsubscribePath } from "../../shared/messaging/links.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { describeError } from "../../shared/platform/consume.ts";
import { correlatedRequest } from "../../shared/platform/correlation.ts";
import {
  checkoutUpdated,
  customer,
  customerUpdated,
  guest,
  orderUpdated,
  personRedacted,
  personRequested,
  reviewUpdated,
  says,
} from "../support/events.ts";
import { at } from "../support/instants.ts";
import { rootSecret } from "../support/settings.ts";
import { busMessage, createWorld, keys, recordOf, type World } from "../support/world.ts";

const email = "zq-marked@customer.example";
const phone = "+12125550199";
const left = at("2026-11-05T10:00-05:00");

/** None of these may ever be seen in what is logged or counted, in any case or encoding of theirs. */
const marks = [
  "zq-marked",
  "2125550199",
  "zqfirstname",
  "zqlastname",
  "zqstreet",
  "zqreview",
  "zqwords",
  "zqtoken",
  "zqsecret",
  "zqrecovery",
] as const;
const encodings = marks.flatMap((mark) => [
  mark,
  Buffer.from(mark).toString("hex"),
  ...[0, 1, 2].map((shift) => {
    const text = Buffer.from("x".repeat(shift) + mark).toString("base64");
    return text.slice(shift === 0 ? 0 : 4, Math.floor((text.length - 4) / 4) * 4);
  }),
]);

const searched = (world: World): void => {
  const told = inspect([world.lines, world.counts, world.measures], {
    depth: 20,
    maxStringLength: null,
    maxArrayLength: null,
  });
  const found = encodings.filter((mark) => mark.length > 3 && told.toLowerCase().includes(mark.toLowerCase()));
  expect(found).toEqual([]);
};

const markedOrder = {
  id: "zqtoken-1",
  token: "zqtoken",
  checkout_token: "zqtoken-2",
  email,
  phone,
  created_at: "2026-11-05T10:00:00-05:00",
  customer: { id: "zqtoken", email, phone, first_name: "zqfirstname", last_name: "zqlastname" },
  shipping_address: { address1: "zqstreet 5", first_name: "zqfirstname", phone },
  note: "zqwords",
  line_items: [{ title: "zqwords", price: "zqwords" }],
};

/** Every body of the fixtures, its names and addresses marked; and bodies that nobody can read. */
const bodies = (): readonly (readonly [string, string, string])[] => {
  const folder = join(__dirname, "../fixtures");
  const files = readdirSync(folder).flatMap((source) =>
    readdirSync(join(folder, source)).map((name) => [source, name] as const),
  );
  const marked = (text: string): string =>
    text
      .replace(/[\w.+-]+@[\w.-]+\.\w+/g, `of-fixtures-${email}`)
      .replace(/\+1\d{10}/g, "+13102125550199")
      .replace(/("(?:first_name|firstName)"\s*:\s*)"[^"]*"/g, '$1"zqfirstname"')
      .replace(/("(?:last_name|name|author)"\s*:\s*)"[^"]*"/g, '$1"zqlastname"')
      .replace(/("(?:address1)"\s*:\s*)"[^"]*"/g, '$1"zqstreet"')
      .replace(/("(?:body|title)"\s*:\s*)"[^"]*"/g, '$1"zqreview"');
  const read = files.map(([source, name]) => [
    source,
    (name.split(".")[0] ?? "").replace("-", "/"),
    marked(readFileSync(join(folder, source, name), "utf8")),
  ]);
  const text = JSON.stringify(markedOrder);
  const broken = [
    "orders/create",
    "checkouts/update",
    "customers/update",
    "refunds/create",
    "customers/redact",
  ].flatMap((topic) =>
    [text, text.slice(0, -9), `[${text}]`, `"${email}"`, `{"id":${JSON.stringify([email])},"customer":"${email}"}`].map(
      (body) => ["shopify", topic, body] as const,
    ),
  );
  return [...read.map(([source = "", topic = "", body = ""]) => [source, topic, body] as const), ...broken];
};

const secrets = { read: () => Promise.resolve({ root: rootSecret, stores: { demo: { shopify: ["demo-secret"] } } }) };

const webhook = (source: string, topic: string, body: string, secret = "demo-secret", token?: string): unknown => ({
  pathParameters: { source, store: "demo", ...(token !== undefined && { token }) },
  headers: {
    "x-shopify-topic": topic,
    "x-shopify-shop-domain": "demo-store.myshopify.com",
    "x-shopify-hmac-sha256": createHmac("sha256", secret).update(body).digest("base64"),
    authorization: "zqsecret",
  },
  body,
  requestContext: { requestId: "request-1" },
});

/** What the door of the API does with a request, and with an error that nobody foresaw. */
const apiHandler =
  (handle: (event: unknown) => Promise<unknown>, log: Ports["log"]) =>
  (event: unknown): Promise<unknown> =>
    correlatedRequest(event, () =>
      handle(event).catch((error: unknown) => log.error("request failed", { error: describeError(error) })),
    );

const receive = async (world: World, ports: Ports): Promise<void> => {
  const put = async (told: readonly Event[]): Promise<void> => {
    for (const event of told) await world.enqueue("facts", busMessage(event));
  };
  const handle = apiHandler(createReceive({ ...ports, secrets, bus: { put } }), ports.log);
  for (const [source, topic, body] of bodies()) {
    await handle(webhook(source, topic, body));
    await handle(webhook(source, topic, body, "another", "zqsecret"));
  }
  expect(world.counted("webhook-rejected")).toBeGreaterThan(5);
};

const visit = (path: string, form?: string): unknown => ({
  rawPath: path,
  headers: { "accept-language": "zqwords", "user-agent": `zqwords ${email}`, referer: email },
  pathParameters: { token: path.slice(3) },
  queryStringParameters: { email, score: "zqwords" },
  requestContext: {
    requestId: "request-2",
    http: { method: form === undefined ? "GET" : "POST", sourceIp: "192.0.2.1" },
  },
  ...(form !== undefined && { body: form }),
});

const browse = async (world: World, ports: Ports): Promise<void> => {
  const handle = apiHandler(createPages(ports), ports.log);
  const claim = {
    store: "demo",
    person: keys.person("email", email),
    addressHash: keys.address("email", email),
    channel: "email",
    message: "m-1",
  } as const;
  const inMails = world.emails.flatMap(({ raw }) =>
    [
      ...Buffer.from(raw)
        .toString("utf8")
        .replace(/=\r?\n/g, "")
        .matchAll(/oak\.example(\/[a-z]\/[\w.~-]+)/g),
    ].flatMap(([, path]) => path ?? []),
  );
  const inAlerts = world.alerts.flatMap(({ text }) =>
    [...text.matchAll(/oak\.example(\/[a-z]\/[\w.~-]+)/g)].flatMap(([, path]) => path ?? []),
  );
  const pages = ["/u/", "/c/", "/s/", "/p/", "/k/", "/l/", "/r/", "/x/"].map((page) => `${page}zqtoken.zqsecret`);
  for (const path of [unsubscribePath(keys, claim), ...inMails, ...inAlerts, ...pages]) {
    await handle(visit(path));
    await handle(visit(path, `score=5&email=${encodeURIComponent(email)}&name=zqfirstname`));
  }
  expect(inAlerts.length).toBeGreaterThan(0);
};

const events: readonly Event[] = [
  checkoutUpdated(
    {
      token: "zqtoken",
      cartToken: "zqtoken-cart",
      firstName: "zqfirstname",
      recoveryUrl: "https://x.example/zqrecovery",
    },
    {
      at: left,
      who: guest(email, phone),
      consents: [
        says("granted", email, left, { source: "checkout:zqtoken", wording: "zqwords" }),
        says("granted", phone, left, { source: "checkout:zqtoken" }),
      ],
    },
  ),
  customerUpdated({ id: "zqtoken", email, phone, firstName: "zqfirstname" }, { at: plus(left, minutes(2)) }),
  reviewUpdated(
    { id: "judgeme:zqtoken", body: "zqreview", title: "zqreview", author: "zqlastname" },
    { at: plus(left, minutes(270)), who: guest(email) },
  ),
  orderUpdated({ id: "zqtoken-o" }, { at: plus(left, hours(5)), who: customer("zqtoken", email, phone) }),
  personRequested(customer("zqtoken", email, phone), { at: plus(left, hours(6)) }),
];

const feedback = [
  {
    source: "aws.ses",
    detail: {
      eventType: "Bounce",
      mail: { messageId: "p-1", destination: [email] },
      bounce: { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: email, diagnosticCode: `550 ${email}` }] },
    },
  },
  {
    source: "aws.ses",
    detail: {
      eventType: "Complaint",
      mail: { messageId: "provider-1" },
      complaint: { complainedRecipients: [{ emailAddress: email }] },
    },
  },
  ...["STOP", "START", "HELP", "zqwords", `my name is zqfirstname`].map((messageBody, index) => ({
    originationNumber: phone,
    destinationNumber: "+12125550100",
    messageBody,
    inboundMessageId: `text-${index}`,
  })),
  { originationNumber: "zq-marked", destinationNumber: email, messageBody: "zqwords" },
  { source: "aws.ses", detail: { eventType: email, mail: "zqwords" } },
  { [email]: "zqwords" },
];

/** Everything that happens to somebody, by every function, as it would on AWS. */
const liveThrough = async (world: World): Promise<void> => {
  await receive(world, world.ports);
  await world.publish(...events.slice(0, 3));
  await world.runUntil(plus(left, minutes(310)));
  await world.publish(...events.slice(3));
  for (const chore of feedback) await world.enqueue("chores", chore);
  await world.runUntil(plus(left, hours(8)));
  await createUpdateCatalogue(world.ports)(recordOf({ source: "zqwords", detail: markedOrder }));
  await browse(world, world.ports);
  for (const queue of ["facts", "enrolments", "wakes", "outbox", "chores"] as const)
    for (const body of [markedOrder, email, { store: email, person: email, run: email, at: email, message: email }])
      await world.deliver(queue, body);
  await world.publish(personRedacted(customer("zqtoken", email, phone), { at: plus(left, hours(9)) }));
  await world.runUntil(plus(left, hours(30)));
  await world.sweep();
};

/** A failure that quotes what it was asked, as parsers and providers do. */
const loudly = (): Promise<never> => {
  const error = new Error(`could not do it for ${email} ${phone} zqfirstname zqtoken`);
  error.cause = new Error(`${email} is not verified`);
  return Promise.reject(error);
};

describe("what is logged and counted", () => {
  it("holds nothing of what anybody told, wrote or is known by", async () => {
    const world = await createWorld({ now: left });
    await liveThrough(world);
    expect(world.emails.length).toBeGreaterThan(0);
    expect(world.lines.length).toBeGreaterThan(20);
    searched(world);
  });

  it("carries on each line the id of the event, request or message it is about", async () => {
    const world = await createWorld({ now: left });
    await liveThrough(world);
    const without = world.lines.filter(({ fields }) => !/correlationId: '[^']+'/.test(inspect(fields)));
    expect(new Set(without.map(({ message }) => message))).toEqual(new Set());
  });

  it.each<[string, (ports: Ports) => Partial<Ports>]>([
    ["the bus", () => ({ bus: { put: loudly } })],
    ["the table, when it writes", (ports) => ({ table: { ...ports.table, put: loudly } })],
    ["the table, when it reads", (ports) => ({ table: { ...ports.table, query: loudly, getMany: loudly } })],
    ["the secrets", () => ({ secrets: { read: loudly } })],
    ["the bucket", () => ({ blobs: { put: loudly, get: loudly, remove: loudly } })],
    ["the queues", () => ({ wakes: { send: loudly }, outbox: { send: loudly }, chores: { send: loudly } })],
    ["the scheduler", () => ({ scheduler: { ensure: loudly } })],
    ["the providers", () => ({ email: { send: loudly }, text: { send: loudly }, support: { send: loudly } })],
  ])("holds nothing of it either when %s fails with a loud error", async (_what, broken) => {
    const world = await createWorld({ now: left });
    await world.publish(...events.slice(0, 1));
    const ports = { ...world.ports, ...broken(world.ports) };
    const handlers = {
      facts: createUpdateProfile(ports),
      enrolments: createEnroll(flows, ports),
      wakes: createAdvanceRun(flows, ports),
      outbox: createSendMessage(flows, ports),
      chores: createRunChore(ports),
    };
    const deliver = async (queue: keyof typeof handlers, message: unknown): Promise<void> => {
      await handlers[queue](recordOf(message));
    };
    await world.runUntil(plus(left, hours(4)));
    const rest = [...events.slice(1), personRedacted(guest(email), { at: plus(left, hours(7)) })];
    for (const event of rest) {
      for (const queue of ["facts", "enrolments", "chores"] as const) await deliver(queue, busMessage(event));
    }
    for (const { message } of [...world.wakes]) await deliver("wakes", message);
    const [run] = (await world.person(keys.person("email", email))).person.runs;
    const text = run && messageId(run.id, "text-1", "text");
    const message = text === undefined ? undefined : await readMessage(world.table, "demo", text);
    if (message !== undefined) await changeMessage(world.table, message, { status: "claimed" });
    await deliver("outbox", { store: "demo", message: text, correlationId: "x" });
    for (const chore of feedback) await deliver("chores", chore);
    const receiveOne = apiHandler(
      createReceive({ ...ports, ...(ports.secrets === world.ports.secrets && { secrets }) }),
      ports.log,
    );
    await receiveOne(webhook("shopify", "orders/create", JSON.stringify(markedOrder)));
    const show = apiHandler(createPages(ports), ports.log);
    await show(visit(`/u/zqtoken.zqsecret`, "email=zqwords"));
    await createSweep(ports)().catch(() => undefined);
    expect(world.lines.filter(({ level }) => level !== "info").length).toBeGreaterThan(0);
    searched(world);
  });

  it("is told of errors by their kind and place, never in their own words", () => {
    const error = new Error(`no such address: ${email}`, { cause: new Error(phone) });
    const line = JSON.stringify({ error }, withoutMessage);
    expect(line).toContain('"name":"Error"');
    for (const mark of marks) expect(line).not.toContain(mark);
  });
});
