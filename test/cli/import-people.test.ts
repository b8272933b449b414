import { consentAt } from "../../shared/profile/consent.ts";
import type { Person } from "../../shared/profile/person.ts";
import { pointsOf } from "../../shared/loyalty/points.ts";
import { readAddress, stopAddress } from "../../shared/store/addresses.ts";
import { buryProfile } from "../../shared/store/tombstones.ts";
import { Instant } from "../../shared/events/instant.ts";
import { settingsWith } from "../support/settings.ts";
import { now } from "./support/command-line.ts";
import { importKeys, importLine, madeAt } from "./support/import-line.ts";

const ada = "ada@customer.example";
const phone = "+12125550147";
const hash = importKeys.address("email", ada);

/** Shopify's export of customers, its columns in its order. */
const head =
  "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tags,Tax Exempt";
const row = (id: string, email: string, mail: string, sms = "no") =>
  `${id},Ada,Lovelace,${email},${mail},,4 Mill Road,,Hudson,NY,US,'12534,+15185550100,'${phone},${sms},84.00,1,,"VIP, wholesale",no`;

const mayMail = ({ consents }: Person, channel: "email" | "text" = "email", address = hash): string =>
  consentAt(consents, [], { channel, addressHash: address, purpose: "marketing", marketingNamesCarts: true }, now).why;

test("Shopify's export of customers goes in as it is, and its yeses count", async () => {
  const line = await importLine();
  line.write("customers.csv", head, row("'7001", "Ada@Customer.example", "yes", "yes"));
  const { code, out } = await line.import("customers", "customers.csv");
  expect({ code, out: out.split("\n")[0] }).toEqual({
    code: 0,
    out: "1 customer of 1 row is in. No message goes out because of it.",
  });
  const person = await line.person("7001");
  expect(person.customer).toMatchObject({
    ...{ id: "7001", email: ada, phone, firstName: "Ada", lastName: "Lovelace", tags: ["VIP", "wholesale"] },
    ...{ place: { country: "US", province: "NY", zip: "12534" }, updatedAt: madeAt },
  });
  expect(person.consents).toMatchObject([
    { channel: "email", state: "granted", at: madeAt, source: "import" },
    { channel: "text", state: "granted", at: madeAt },
  ]);
  expect((await line.person(ada)).id).toBe(person.id);
});

test("never having subscribed is no refusal, an unsubscription is one, and a dated no counts from its date", async () => {
  const line = await importLine();
  line.write(
    "customers.csv",
    "id,email,accepts marketing,email consent at",
    "1,a@customer.example,no,",
    "2,b@customer.example,unsubscribed,",
    "3,c@customer.example,no,2026-01-05T10:00:00Z",
    "4,d@customer.example,subscribed,2026-01-05T10:00:00Z",
    "5,e@customer.example,perhaps,",
  );
  const { out } = await line.import("customers", "customers.csv");
  expect(out).toMatch(/1 +emailConsent is none of yes, no, subscribed, unsubscribed +6/);
  const statements = await Promise.all(["1", "2", "3", "4"].map(async (id) => (await line.person(id)).consents));
  expect(statements).toMatchObject([
    [],
    [{ state: "revoked", at: madeAt }],
    [{ state: "revoked", at: "2026-01-05T10:00:00.000Z" }],
    [{ state: "granted", at: "2026-01-05T10:00:00.000Z" }],
  ]);
});

test("an export's yes without a date takes back neither a no that was said here nor one in a log", async () => {
  const line = await importLine();
  const since = Instant.parse("2026-09-01T10:00:00.000Z");
  await stopAddress(line.table, "demo", hash, "marketing", since);
  line.write("log.csv", "email,state,at", "bo@customer.example,unsubscribed,2026-09-01T10:00:00Z");
  await line.import("consents", "log.csv");
  line.write("customers.csv", head, row("7001", ada, "yes"), row("7002", "bo@customer.example", "yes"));
  const { out } = await line.import("customers", "customers.csv");
  expect(out).toContain("2 yeses without a date not taken, where a no is known.");
  expect(mayMail(await line.person("7001"))).toBe("never-asked");
  expect(mayMail(await line.person("7002"), "email", importKeys.address("email", "bo@customer.example"))).toBe(
    "revoked",
  );
});

test("whoever was erased does not come back with an old file, nor with a row that has no date", async () => {
  const line = await importLine();
  const erasedAt = Instant.parse("2026-10-01T10:00:00.000Z");
  await buryProfile(line.table, "demo", importKeys.person("customer", "7001"), erasedAt);
  line.write("customers.csv", head, row("7001", ada, "yes"));
  expect((await line.import("customers", "customers.csv")).out).toContain(
    "Left out: 1 of people who were erased since.",
  );
  line.write("orders.csv", "id,customer id,created at,total", "1,7001,2026-09-30,10", "2,7001,2026-10-02,10");
  const { out } = await line.import("orders", "orders.csv");
  expect(out).toMatch(/^1 order of 2 rows is in\.[^]*Left out: 1 of people who were erased since\.$/m);
  const { customer, orders } = await line.person("7001");
  expect([customer, orders.map(({ id }) => id)]).toEqual([undefined, ["2"]]);
});

test("a customer without an id is known by an address, as far as a consent is told", async () => {
  const line = await importLine();
  line.write("customers.csv", "Email,Accepts Email Marketing", `${ada},yes`, "bo@customer.example,no", ",yes");
  const { code, out } = await line.import("customers", "customers.csv");
  expect(code).toBe(1);
  expect(out).toContain("Left out: 1 without a customer id and without a consent.");
  expect(out).toMatch(/id is missing, and so are email and phone +4/);
  expect(mayMail(await line.person(ada))).toBe("granted");
});

test("consents come with who, when, where and which words; each is kept", async () => {
  const line = await importLine();
  line.write(
    "consents.csv",
    "Phone Number,Channel,State,Date,Consent Text,Consent Source,IP,Double opt-in",
    '(212) 555-0147,SMS,Opted In,2026-02-01 10:00:00 -0500,"Texts about carts, 2 a month",popup,203.0.113.9,yes',
    "(212) 555-0147,SMS,no,2026-05-01,,,,",
    "12,SMS,yes,,,,,",
    "(212) 555-0147,fax,yes,,,,,",
    "(212) 555-0147,sms,,,,,,",
  );
  const { out } = await line.import("consents", "consents.csv");
  for (const [problem, at] of [
    ["phone is no phone number that a text reaches", 4],
    ["channel is none of email, text", 5],
    ["state is missing", 6],
  ] as const)
    expect(out).toMatch(new RegExp(`1 +${problem} +${at}`));
  const { consents } = await line.person(phone);
  expect(consents).toMatchObject([
    {
      ...{ channel: "text", state: "granted", at: "2026-02-01T15:00:00.000Z", source: "popup", ip: "203.0.113.9" },
      ...{ wording: "Texts about carts, 2 a month", confirmed: true, purpose: "marketing" },
    },
    { state: "revoked", at: "2026-05-01T04:00:00.000Z", source: "import" },
  ]);
});

test("a consent without a date is as old as its file, or as --as-of says; a date of the future is today's", async () => {
  const line = await importLine();
  line.write("consents.csv", "email,state,at", `${ada},yes,`, "bo@customer.example,yes,2031-01-01");
  await line.import("consents", "consents.csv", "--as-of", "2026-06-01T10:00:00+02:00");
  expect((await line.person(ada)).consents[0]?.at).toBe("2026-06-01T08:00:00.000Z");
  expect((await line.person("bo@customer.example")).consents[0]?.at).toBe(now);
});

test("where the store wants yeses confirmed, one that is younger than that waits, unless the file says it was", async () => {
  const line = await importLine({ consent: { doubleOptIn: { email: true } } });
  line.write(
    "consents.csv",
    "email,state,at,confirmed",
    `${ada},yes,2026-11-02T15:00:00Z,`,
    "bo@customer.example,yes,2026-11-02T15:00:00Z,yes",
    "cy@customer.example,yes,2026-01-01,",
  );
  await line.import("consents", "consents.csv");
  const why = async (email: string) => mayMail(await line.person(email), "email", importKeys.address("email", email));
  expect(await Promise.all([ada, "bo@customer.example", "cy@customer.example"].map(why))).toEqual([
    "unconfirmed",
    "granted",
    "granted",
  ]);
});

const own = { source: "own", rules: { expiry: { kind: "per-lot", days: 365 } } } as const;
const pointsAt = async (line: Awaited<ReturnType<typeof importLine>>, key: string, at = now) =>
  pointsOf(await line.person(key), settingsWith({ loyalty: own }), at);

test("a balance is what the member has, whatever the orders that were imported have earned them", async () => {
  const line = await importLine({ loyalty: own });
  line.write(
    "orders.csv",
    "id,email,created at,total",
    `1,${ada},2026-03-01,100`,
    "2,bo@customer.example,2026-03-01,100",
  );
  await line.import("orders", "orders.csv");
  line.write(
    "points.csv",
    "Email,Points Balance",
    `${ada},250`,
    "bo@customer.example,40",
    "cy@customer.example,7",
    "di@customer.example,0",
  );
  expect((await line.import("points", "points.csv")).code).toBe(0);
  const balances = async () =>
    Promise.all(
      [ada, "bo@customer.example", "cy@customer.example"].map(async (key) => (await pointsAt(line, key))?.available),
    );
  expect(await balances()).toEqual([250, 40, 7]);
  await line.import("points", "points.csv");
  expect(await balances()).toEqual([250, 40, 7]);
});

test("lots keep their dates, and expire by them", async () => {
  const line = await importLine({ loyalty: own });
  line.write(
    "points.csv",
    "email,points,earned at,expires at,kind",
    `${ada},100,2026-01-10T10:00:00Z,,`,
    `${ada},50,2026-02-10T10:00:00Z,2026-12-01T05:00:00Z,`,
    `${ada},50,2026-02-10T10:00:00Z,2026-12-01T05:00:00Z,`,
    `${ada},30,2026-03-10T10:00:00Z,,redeemed`,
    `${ada},0,2026-03-10T10:00:00Z,,`,
    `${ada},1.5,2026-03-10T10:00:00Z,,`,
  );
  const { out } = await line.import("points", "points.csv");
  expect(out).toContain("Left out: 1 of no points.");
  expect(out).toMatch(/points is no whole number +7/);
  const points = await pointsAt(line, ada);
  expect(points).toMatchObject({
    available: 120,
    spent: 30,
    nextExpiry: { at: "2026-12-01T05:00:00.000Z", points: 50 },
  });
  expect(points?.lots.map(({ points: earned, left }) => [earned, left])).toEqual([
    [100, 70],
    [50, 50],
  ]);
});

test("of a store whose points an app keeps, a file is what the app said last", async () => {
  const line = await importLine({ loyalty: { source: "smile" } });
  line.write("points.csv", "email,balance,tier,expiry,expiring points", `${ada},250,Gold,2026-12-01T05:00:00Z,100`);
  await line.import("points", "points.csv");
  const { statements } = await line.person(ada);
  expect(statements).toMatchObject([{ source: "smile", balance: 250, tier: "Gold", expiring: 100, statedAt: madeAt }]);
});

test("addresses are suppressed each with its reason and moment; what an export holds goes in again", async () => {
  const line = await importLine();
  line.write(
    "list.csv",
    "\uFEFFReason,Address,Channel,At,Note",
    `BOUNCE,"${ada}",email,2026-01-31T10:00:00+01:00,"said ""no"", twice"`,
    "spam,(212) 555-0147,sms,,",
    ",bo@customer.example,,,",
  );
  expect((await line.import("suppressions", "list.csv")).out).toContain("3 addresses are suppressed, 3 newly.");
  expect((await line.import("suppressions", "list.csv")).out).toContain("3 addresses are suppressed, 0 newly.");
  expect((await readAddress(line.table, "demo", hash))?.suppressed).toEqual({
    reason: "hard-bounce",
    at: "2026-01-31T09:00:00.000Z",
  });
  const text = importKeys.address("text", phone);
  expect((await readAddress(line.table, "demo", text))?.suppressed).toEqual({ reason: "complaint", at: now });
  line.write(
    "export.jsonl",
    JSON.stringify({
      channel: "email",
      hash: importKeys.address("email", "new@customer.example"),
      reason: "imported",
      at: now,
    }),
  );
  expect((await line.import("suppressions", "export.jsonl")).out).toContain("1 address is suppressed, 1 newly.");
});

test("wrong rows of suppressions are told by their lines, without an address", async () => {
  const line = await importLine();
  line.write(
    "list.csv",
    "channel,address,hash,reason,at",
    "email,nobody,,,",
    `fax,${ada},,,`,
    "text,0000000000,,,",
    `email,${ada},,???,`,
    `email,${ada},,,yesterday`,
    "email,,short,,",
    "email,,,,2026-01-01",
  );
  const { code, out } = await line.import("suppressions", "list.csv");
  expect(code).toBe(1);
  for (const [problem, at] of [
    ["address is no email address", 2],
    ["channel is none of email, text", 3],
    ["address is no phone number that a text reaches", 4],
    ["reason must be a few words of letters, digits and hyphens", 5],
    ["at is no date and time, such as 2026-01-31T10:00:00Z", 6],
    ["hash is none that an export of this store holds", 7],
    ["address is missing, and so is hash", 8],
  ] as const)
    expect(out).toMatch(new RegExp(`1 +${problem} +${at}`));
  expect(out).not.toMatch(/@|0000/);
});
