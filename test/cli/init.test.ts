import { problemWith } from "../../cli/init/answers.ts";
import { likelyLanguage, likelyZone } from "../../cli/init/likely.ts";
import { flows } from "../../shared/flows/registry.ts";
import { checkSettings } from "../../shared/settings/check.ts";
import { commandLine, somebody } from "./support/command-line.ts";

const enough = [
  ["--name", "Müller & Söhne"],
  ["--country", "de"],
  ["--sender-address", "hallo@mueller.example"],
  ["--postal-address", "Hauptstr. 1, 10115 Berlin"],
].flat();

const written = (files: Record<string, string>, file = "muller-sohne.json") => JSON.parse(files[file] ?? "null");

test("what is likely is taken, and the file is one that `stores put` takes", async () => {
  const { run, files } = commandLine();
  const { code, out } = await run("init", ...enough, "--yes", "--sources", "shopify,events");
  expect(code).toBe(0);
  expect(written(files)).toMatchObject({
    id: "muller-sohne",
    domain: "muller-sohne.myshopify.com",
    currency: "EUR",
    zone: "Europe/Berlin",
    country: "DE",
    locale: "de",
    brand: { from: { name: "Müller & Söhne" }, replyTo: "hallo@mueller.example" },
    secrets: { events: [expect.stringMatching(/^whsec_/)] },
  });
  expect(checkSettings(written(files), flows).kind).toBe("valid");
  expect(out).toContain("npx comeback secrets set muller-sohne shopify");
  expect(out).not.toMatch(/whsec_/);
  expect((await run("stores", "put", "muller-sohne.json")).code).toBe(0);
});

test("everything is asked for, with what is likely as the answer to Enter", async () => {
  const ask = somebody({
    "name, as customers": "Acme",
    "its country": "us",
    country: "US",
    "time zone": "America/Chicago",
    "address its mails": "hello@acme.example",
    "postal address": "1 Main Street, Springfield",
    "own number": "+1 (206) 555-0100",
    "Which flows": ["abandoned-checkout"],
    "Who sends": ["shopify", "stamped"],
    "cart reminders": true,
    "Shopify:": "shpss_0123456789",
    "Stamped:": "",
  });
  const { run, files } = commandLine({ ask });
  expect((await run("init", "--out", "store.json")).code).toBe(0);
  const settings = written(files, "store.json");
  expect(settings).toMatchObject({
    id: "acme",
    zone: "America/Chicago",
    text: { number: "+12065550100", consentNamesCarts: true },
    secrets: { shopify: ["shpss_0123456789"], stamped: [expect.stringMatching(/^[0-9a-f]{48}$/)] },
  });
  const off = flows.map(({ id }) => id).filter((id) => id !== "abandoned-checkout");
  expect(Object.keys(settings.flows).sort()).toEqual([...off].sort());
});

test("a file that is there is not written over unasked", async () => {
  const { run, files } = commandLine({ files: { "muller-sohne.json": "mine" } });
  expect(await run("init", ...enough, "--yes")).toMatchObject({ code: 2, out: expect.stringContaining("--force") });
  expect(files["muller-sohne.json"]).toBe("mine");
  expect((await run("init", ...enough, "--yes", "--force")).code).toBe(0);
  expect(written(files).id).toBe("muller-sohne");
});

test("asked whether to write over it, no leaves it as it is", async () => {
  const ask = somebody({ "Write over": false });
  const { run, files } = commandLine({ ask, files: { "muller-sohne.json": "mine" } });
  const given = ["--sources", "yotpo", "--id", "muller-sohne"];
  expect((await commandLine({ files, ask }).run("init", ...enough, ...given, "--yes")).code).toBe(2);
  expect(
    (await run("init", ...enough, ...given, "--website", "https://x.example", "--flows", "tier-change")).code,
  ).toBe(1);
  expect(files["muller-sohne.json"]).toBe("mine");
});

test("a dry run writes nothing and shows no secret", async () => {
  const { run, files } = commandLine();
  const { code, out } = await run("init", ...enough, "--yes", "--sources", "events", "--dry-run");
  expect(code).toBe(0);
  expect(files).toEqual({});
  expect(out).toMatch(/"id": "muller-sohne"/);
  expect(out).not.toMatch(/whsec_/);
});

test.each([
  [["init"], "--postal-address <address>"],
  [["init", "--yes", "--name", "Acme", "--country", "US"], "--zone <zone>"],
  [["init", ...enough, "--country", "XQ", "--yes"], "--country: XQ is no country of ISO's list"],
  [["init", ...enough, "--currency", "EUO", "--yes"], "--currency: EUO is no currency of ISO's list"],
  [["init", ...enough, "--country", "Germany", "--yes"], "--country: must be an ISO 3166 code"],
  [["init", ...enough, "--sender-address", "mueller", "--yes"], "--sender-address: must be an email address"],
  [["init", ...enough, "--sources", "shopfy", "--yes"], "Did you mean shopify?"],
  [["init", ...enough, "--flows", "tier-chang", "--yes"], "Did you mean tier-change?"],
])("called as %j it says what is missing or wrong", async (words, saying) => {
  const { run, files } = commandLine();
  expect(await run(...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
  expect(files).toEqual({});
});

test("what follows from an answer that is missing is not asked for as well", async () => {
  const { out } = await commandLine().run("init", "--yes");
  const needed = ["--name", "--country", "--zone", "--sender-address", "--postal-address"];
  expect([...out.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option)).toEqual(needed);
});

test.each([
  ["id", "Acme Inc", /lower-case letters/],
  ["domain", "acme", /must be a domain/],
  ["website", "ftp://acme.example", /https/],
  ["currency", "DOLLARS", /ISO 4217/],
  ["zone", "America/Springfield", /IANA time zone/],
  ["locale", "English", /must be a language/],
  ["textNumber", "12-34", /short code/],
] as const)("%s is refused when it is %s", (key, answer, problem) => {
  expect(problemWith(key, answer)).toMatch(problem);
});

test.each([
  ["DE", "UTC", "Europe/Berlin"],
  ["US", "UTC", undefined],
  ["US", "America/Denver", "America/Denver"],
  ["XX", "UTC", undefined],
])("a store in %s set up at %s is likely at %s", (country, here, zone) => {
  expect(likelyZone(country, here)).toBe(zone);
});

test.each([
  ["AT", "de"],
  ["FR", "en"],
  ["US", "en"],
  ["", "en"],
])("messages of a store in %s are likely written in %s", (country, language) => {
  expect(likelyLanguage(country)).toBe(language);
});
