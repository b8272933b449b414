import { existsSync } from "node:fs";
import { pointsOf } from "../../shared/loyalty/points.ts";
import { readGap } from "../../shared/store/gaps.ts";
import { settingsWith } from "../support/settings.ts";
import { now } from "./support/command-line.ts";
import { importKeys, importLine } from "./support/import-line.ts";

/** The first line of Shopify's export of orders, as far as anything is read of it, in its order. */
const head =
  "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Shipping Zip,Shipping Province,Shipping Country,Cancelled at,Refunded Amount,Id,Tags,Source,Phone";
const first =
  '#1001,Ada@Customer.example,paid,2026-03-01 10:01:00 -0500,fulfilled,2026-03-02 09:00:00 -0500,yes,USD,78.00,6.00,0.00,84.00,2.00,2026-03-01 10:00:00 -0500,1,Oak board,70.00,\'12534,NY,US,,0.00,5001,"vip, gift",web,';
const further = '#1001,ada@customer.example,,,,,,,,,,,,2026-03-01 10:00:00 -0500,2,"Wax, 250 ml",5.00,,,,,,,,,';
const second =
  "#1002,ada@customer.example,paid,2026-04-12 10:01:00 -0400,unfulfilled,,no,USD,50.00,0.00,0.00,50.00,0.00,2026-04-12 10:00:00 -0400,1,Spoon,50.00,,,,,0.00,5002,,web,";

test("Shopify's export of orders goes in as it is: a row for each line item becomes one order", async () => {
  const line = await importLine();
  line.write("orders.csv", head, first, further, second);
  const { code, out } = await line.import("orders", "orders.csv");
  expect({ code, out: out.split("\n")[0] }).toEqual({
    code: 0,
    out: "2 orders of 3 rows are in. No message goes out because of it.",
  });
  const { orders, consents, emails } = await line.person("ada@customer.example");
  expect(emails).toEqual(["ada@customer.example"]);
  expect(orders).toHaveLength(2);
  expect(orders[0]).toMatchObject({
    ...{ id: "5001", name: "#1001", createdAt: "2026-03-01T15:00:00.000Z", updatedAt: "2026-03-02T14:00:00.000Z" },
    ...{ financialStatus: "paid", fulfillmentStatus: "fulfilled", fulfilledAt: "2026-03-02T14:00:00.000Z" },
    ...{ currency: "USD", total: "84.00", subtotal: "78.00", goods: "78.00", discounts: "2.00", tags: ["vip", "gift"] },
    ...{ place: { country: "US", province: "NY", zip: "12534" }, sourceName: "web", test: false, lineCount: 2 },
    lines: [
      { title: "Oak board", quantity: 1, price: "70.00" },
      { title: "Wax, 250 ml", quantity: 2, price: "5.00" },
    ],
  });
  // The tick on an old order is no consent of today.
  expect(consents).toEqual([]);
});

test("how long somebody took to come back is kept, in the days of the store's zone", async () => {
  const line = await importLine();
  line.write("orders.csv", head, first, further, second);
  await line.import("orders", "orders.csv");
  const { gap } = await readGap(line.table, "demo", importKeys.person("email", "ada@customer.example"));
  expect(gap).toMatchObject({ days: 42, at: "2026-04-12T14:00:00.000Z" });
});

test("an import that is done leaves no checkpoint, and told again it changes nothing", async () => {
  const line = await importLine();
  line.write("orders.csv", head, first, further, second);
  await line.import("orders", "orders.csv");
  expect(existsSync(line.at("orders.csv.import.json"))).toBe(false);
  const before = await line.person("ada@customer.example");
  expect((await line.import("orders", "orders.csv")).code).toBe(0);
  expect(await line.person("ada@customer.example")).toEqual(before);
});

test("a dry run tells what would be done, names unused columns, and writes nothing", async () => {
  const line = await importLine();
  line.write("orders.csv", head, first, further, "#1003,nobody,paid,,,,,USD,1,,,1,,2026-04-12,1,Spoon,1,,,,,,5003,,,");
  const { code, out } = await line.import("orders", "orders.csv", "--dry-run");
  expect(code).toBe(1);
  expect(out).toContain("1 order of 3 rows would be imported. Nothing was changed.");
  expect(out).toContain("Columns that were not used: Accepts Marketing.");
  expect(out).toMatch(/1 +email is no email address +4/);
  expect(existsSync(line.at("orders.rejected.csv"))).toBe(false);
  expect((await line.person("ada@customer.example")).orders).toEqual([]);
});

test("wrong rows are told by line and column without what stands in them, and can be corrected and imported", async () => {
  const line = await importLine();
  const wrong = [
    "#1003,nobody,paid,,,,,USD,1,,,1,,2026-04-12,1,Spoon,1,,,,,,5003,,,",
    "#1003,nobody,,,,,,,,,,,,,1,Fork,1,,,,,,,,,",
    "#1004,bo@customer.example,paid,,,,,DOLLARS,1,,,1,,04/12/2026,1,Spoon,1,,,,,,5004,,,",
    "#1005,bo@customer.example,lost,,,,,USD,1,,,1,,2026-04-12,1,Spoon,1,,,,,,5.005E+12,,,",
    ",bo@customer.example,paid,,,,,USD,1,,,,,,1,Spoon,1,,,,,,,,,",
  ];
  line.write("orders.csv", head, first, ...wrong, second);
  const { code, out } = await line.import("orders", "orders.csv");
  expect(code).toBe(1);
  expect(out).toContain("2 orders of 7 rows are in.");
  expect(out).toContain("5 rows are wrong and were left out:");
  for (const [problem, at] of [
    ["email is no email address", 3],
    ["currency is no currency of ISO 4217, such as USD", 5],
    ["createdAt is no date and time, such as 2026-01-31T10:00:00Z", 5],
    ["id was rounded by a spreadsheet: export the file again and don't save it there", 6],
    ["id is missing", 7],
  ] as const)
    expect(out).toMatch(new RegExp(`1 +${problem} +${at}`));
  expect(out).not.toMatch(/@|lost|5\.005/);
  expect(line.read("orders.rejected.csv").split("\n")).toEqual([head, ...wrong, ""]);

  const corrected = wrong.map((row) =>
    row
      .replace("nobody", "cy@customer.example")
      .replace("DOLLARS", "USD")
      .replace("04/12/2026", "2026-04-12")
      .replace("lost", "paid")
      .replace("5.005E+12", "5005"),
  );
  line.write("orders.rejected.csv", head, ...corrected.slice(0, 4));
  expect((await line.import("orders", "orders.rejected.csv")).out).toContain("3 orders of 4 rows are in.");
  expect((await line.person("cy@customer.example")).orders[0]).toMatchObject({ id: "5003", lineCount: 2 });
});

test("orders that name nobody, or the store's own staff, are left out and counted", async () => {
  const line = await importLine({ exclusions: { staff: ["@juniper-oak.example"] } });
  line.write(
    "orders.jsonl",
    '{"id":1,"createdAt":"2026-03-01","total":"5"}',
    '{"id":2,"createdAt":"2026-03-01","total":"5","email":"sam@juniper-oak.example"}',
  );
  const { code, out } = await line.import("orders", "orders.jsonl");
  expect(code).toBe(0);
  expect(out).toContain("Left out: 2 naming nobody, or the store's own staff.");
});

test.each([
  ["78.00", "6.00", "7.00", "84.00", "71.00"],
  ["78.00", "6.00", "7.00", "91.00", "78.00"],
])(
  "subtotal %s, shipping %s, taxes %s and total %s mean goods for %s",
  async (subtotal, shipping, taxes, total, goods) => {
    const line = await importLine();
    line.write(
      "orders.csv",
      "id,email,created at,subtotal,shipping,taxes,total",
      `1,ada@customer.example,2026-03-01,${subtotal},${shipping},${taxes},${total}`,
    );
    await line.import("orders", "orders.csv");
    expect((await line.person("ada@customer.example")).orders[0]).toMatchObject({ goods, currency: "USD" });
  },
);

test("what was paid back in part takes its points, once, whether a webhook has told of it or not", async () => {
  const line = await importLine({ loyalty: { source: "own", rules: { expiry: { kind: "never" } } } });
  const row = first.replace("paid", "partially_refunded").replace(",0.00,5001", ",42.00,5001");
  line.write("orders.csv", head, row);
  await line.import("orders", "orders.csv");
  const { orders } = await line.person("ada@customer.example");
  expect(orders[0]?.refunds).toMatchObject([{ orderId: "5001", amount: "42.00" }]);
  const settings = settingsWith({ loyalty: { source: "own", rules: { expiry: { kind: "never" } } } });
  expect(pointsOf(await line.person("ada@customer.example"), settings, now)?.available).toBe(39);

  const other = await importLine();
  other.write(
    "refund.jsonl",
    '{"type":"order.updated","occurredAt":"2026-03-01T15:00:00Z","who":{"contact":{"email":"ada@customer.example"}},"data":{"id":"5001","createdAt":"2026-03-01T15:00:00Z","currency":"USD","total":"84.00"}}',
    '{"type":"refund.created","occurredAt":"2026-03-09T10:00:00Z","who":{"contact":{"email":"ada@customer.example"}},"data":{"id":"77","orderId":"5001","amount":"42.00","currency":"USD"}}',
  );
  other.write("orders.csv", head, row);
  await other.import("orders", "refund.jsonl");
  await other.import("orders", "orders.csv");
  expect((await other.person("ada@customer.example")).orders[0]?.refunds.map(({ id }) => id)).toEqual(["77"]);
});

test("JSON lines are events of the catalogue, or the same columns with a list of lines", async () => {
  const line = await importLine();
  line.write(
    "orders.jsonl",
    '{"type":"order.updated","occurredAt":"2026-03-01T15:00:00Z","who":{"customer":{"id":"7001"}},"data":{"id":"1","createdAt":"2026-03-01T15:00:00Z","currency":"USD","total":"84.00"}}',
    '{"id":"2","customerId":7001,"createdAt":"2026-03-05T10:00:00-05:00","total":20,"lines":[{"productId":9,"title":"Spoon","quantity":2,"price":"10"}]}',
    '{"type":"points.moved","occurredAt":"2026-03-01T15:00:00Z","data":{}}',
    '{"type":"order.updated","occurredAt":"2026-03-01T15:00:00","data":{"id":"3","total":"x"}}',
  );
  const { code, out } = await line.import("orders", "orders.jsonl");
  expect(code).toBe(1);
  expect(out).toMatch(/type must be one of order.updated, refund.created +3/);
  expect(out).toMatch(/occurredAt must be an RFC 3339 time .* +4/);
  const { orders } = await line.person("7001");
  expect(orders.map(({ id, total, lines }) => [id, total, lines])).toEqual([
    ["1", "84.00", []],
    ["2", "20", [{ productId: "9", title: "Spoon", quantity: 2, price: "10" }]],
  ]);
});

test("columns of other shops are named with --map", async () => {
  const line = await importLine();
  line.write("orders.csv", "Bestellnummer;Kunde;Datum;Summe", "A-1;ada@customer.example;31.01.2026;1.234,50");
  expect((await line.import("orders", "orders.csv")).out).toContain("names no column that is known");
  const map = ["Bestellnummer=id", "Kunde=email", "Datum=createdAt", "Summe=total"].flatMap((pair) => ["--map", pair]);
  expect((await line.import("orders", "orders.csv", ...map)).code).toBe(0);
  expect((await line.person("ada@customer.example")).orders[0]).toMatchObject({ id: "A-1", total: "1234.50" });
});

test("a first row that was copied twice adds no line item", async () => {
  const line = await importLine();
  line.write("orders.csv", head, first, first, further);
  await line.import("orders", "orders.csv");
  const { orders } = await line.person("ada@customer.example");
  expect(orders.map(({ lines }) => lines.map(({ title }) => title))).toEqual([["Oak board", "Wax, 250 ml"]]);
});

test("the same order twice in a file is one, and its latest state holds", async () => {
  const line = await importLine();
  const row = (at: string, status: string) => `1,ada@customer.example,2026-03-01,10,${status},${at}`;
  line.write(
    "orders.csv",
    "id,email,created at,total,financial status,updated at",
    row("2026-03-03", "refunded"),
    row("2026-03-02", "paid"),
    row("2026-03-03", "refunded"),
  );
  await line.import("orders", "orders.csv");
  const { orders } = await line.person("ada@customer.example");
  expect(orders.map(({ financialStatus }) => financialStatus)).toEqual(["refunded"]);
});

test.each([
  [["import", "orders", "nothing.csv"], "There is no file nothing.csv."],
  [["import", "orders", "FILE", "--store", "dmo"], "There is no store dmo. Did you mean demo?"],
  [["import", "orders", "FILE", "--as-of", "today"], "Give a moment with its offset"],
  [["import", "orders", "FILE", "--concurrency", "0"], "Give a number from 1 to 256."],
  [["import", "points", "FILE"], "The store demo has no points"],
])("called as %j it says what is wrong", async (words, saying) => {
  const line = await importLine();
  line.write("orders.csv", head, first);
  const { code, out } = await line.run(...words.map((word) => (word === "FILE" ? line.at("orders.csv") : word)));
  expect(code).toBe(2);
  expect(out).toContain(saying);
});
