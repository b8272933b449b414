import { createProgram, runProgram } from "../../cli/program.ts";
import { hours, plus } from "../../shared/events/instant.ts";
import { readAddress } from "../../shared/store/addresses.ts";
import { pauseMarketing, readStore } from "../../shared/store/stores.ts";
import { listSuppressions } from "../../shared/store/suppressions.ts";
import { start } from "../support/events.ts";
import { createWorld, keys } from "../support/world.ts";

const ada = keys.address("email", "ada@customer.example");
const phone = keys.address("text", "+12125550147");

const setup = async () => {
  const world = await createWorld({ settings: { country: "US" } });
  const stage = {
    table: world.table,
    wakes: world.ports.wakes,
    now: () => world.clock.now,
    secrets: { read: world.ports.secrets.read, write: () => Promise.resolve() },
  };
  const files = new Map<string, string>();
  const run = async (...words: string[]) => {
    const out: string[] = [];
    const say = (text: string) => void out.push(text);
    const program = createProgram({
      print: say,
      stage: () => stage,
      readFile: (path) => files.get(path) ?? "",
      writeFile: (path, text) => void files.set(path, text),
    });
    const code = await runProgram(program, ["node", "comeback", ...words, "--stage", "dev"], say);
    return { code, out: out.join("\n") };
  };
  return { world, files, run };
};

const csv = [
  "\uFEFFReason,Address,Channel,At,Note",
  'BOUNCE,"Ada@customer.example",email,2026-01-31T10:00:00+01:00,"said ""no"", twice"',
  "spam,(212) 555-0147,sms,,",
  ",bo@customer.example,,,",
  "",
].join("\r\n");

test("a CSV file suppresses its addresses, each with its reason and moment", async () => {
  const { world, files, run } = await setup();
  files.set("list.csv", csv);
  expect(await run("suppressions", "import", "demo", "list.csv")).toEqual({
    code: 0,
    out: "3 of 3 addresses were new.",
  });
  expect(await run("suppressions", "import", "demo", "list.csv")).toEqual({
    code: 0,
    out: "0 of 3 addresses were new.",
  });
  expect((await readAddress(world.table, "demo", ada))?.suppressed).toEqual({
    reason: "hard-bounce",
    at: "2026-01-31T09:00:00.000Z",
  });
  expect((await readAddress(world.table, "demo", phone))?.suppressed).toEqual({ reason: "complaint", at: start });
  expect((await listSuppressions(world.table, "demo")).map(({ reason }) => reason)).toContain("imported");
});

test("JSON lines do the same, and a dry run changes nothing", async () => {
  const { world, files, run } = await setup();
  files.set(
    "list.jsonl",
    '{"address":"ada@customer.example","reason":"left us"}\n\n{"channel":"text","address":"+12125550147"}\n',
  );
  const dry = await run("suppressions", "import", "demo", "list.jsonl", "--dry-run");
  expect(dry).toEqual({ code: 0, out: "2 addresses would be suppressed. Nothing was changed." });
  expect(await listSuppressions(world.table, "demo")).toEqual([]);
  expect((await run("suppressions", "import", "demo", "list.jsonl")).out).toBe("2 of 2 addresses were new.");
  expect((await readAddress(world.table, "demo", ada))?.suppressed?.reason).toBe("left-us");
});

test("wrong rows are told by their lines, without an address, and the others are taken", async () => {
  const { world, files, run } = await setup();
  files.set(
    "list.csv",
    [
      "channel,address,reason,at",
      "email,nobody,,",
      "email,ada@customer.example,,",
      "fax,ada@customer.example,,",
      "text,0000000000,,",
      "email,bo@customer.example,???,",
      "email,bo@customer.example,,yesterday",
    ].join("\n"),
  );
  const { code, out } = await run("suppressions", "import", "demo", "list.csv");
  expect(code).toBe(2);
  expect(out.split("\n")).toEqual([
    "1 of 1 addresses were new.",
    "5 rows of list.csv are wrong and were left out:",
    "  line 2: address is no email address",
    "  line 4: channel must be email or text",
    "  line 5: address is no phone number a text reaches",
    "  line 6: reason must be a few words of letters, digits and hyphens",
    "  line 7: at must be a moment with its offset, such as 2026-01-31T10:00:00Z",
  ]);
  expect(await listSuppressions(world.table, "demo")).toHaveLength(1);
});

test.each(["csv", "jsonl"])(
  "an export as %s holds hashes only, and can be imported where it came from",
  async (ending) => {
    const { world, files, run } = await setup();
    files.set("list.csv", csv);
    await run("suppressions", "import", "demo", "list.csv");
    const { out } = await run("suppressions", "export", "demo", `out.${ending}`);
    expect(out).toBe(`3 addresses written to out.${ending}, as hashes.`);
    const text = files.get(`out.${ending}`) ?? "";
    expect(text).toContain(ada);
    expect(text).not.toMatch(/@|555/);
    const before = await listSuppressions(world.table, "demo");
    for (const address of ["ada@customer.example", "bo@customer.example", "+12125550147"])
      expect((await run("suppressions", "remove", "demo", address)).out).toMatch(/can be written to again/);
    expect(await listSuppressions(world.table, "demo")).toEqual([]);
    expect((await run("suppressions", "import", "demo", `out.${ending}`)).out).toBe("3 of 3 addresses were new.");
    expect(await listSuppressions(world.table, "demo")).toEqual(before);
  },
);

test.each([
  [["import", "nobody", "list.csv"], "There is no store nobody"],
  [["export", "nobody", "out.csv"], "There is no store nobody"],
  [["import", "demo", "empty.csv"], "The first line must name the columns"],
  [["remove", "demo", "ada"], "That is no email address"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { run } = await setup();
  expect(await run("suppressions", ...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
});

test("an address that was never suppressed is said to be none", async () => {
  const { run } = await setup();
  expect((await run("suppressions", "remove", "demo", "ada@customer.example")).out).toBe("It was not suppressed.");
});

test("resume takes a stop of marketing back, and what is shown of a store says how it stands", async () => {
  const { world, run } = await setup();
  await pauseMarketing(world.table, "demo", { at: start, reason: "3 complaints" });
  const shown: unknown = JSON.parse((await run("stores", "show", "demo")).out);
  expect(shown).toMatchObject({
    state: { marketingPaused: { reason: "3 complaints" } },
    complaints: { mails: 0, complaints: 0, days: 7 },
  });
  world.clock.now = plus(start, hours(2));
  expect((await run("resume", "demo")).code).toBe(0);
  const state = (await readStore(world.table, "demo"))?.state;
  expect(state?.marketingPaused).toBeUndefined();
  expect(state?.marketingSince).toBe(world.clock.now);
});
