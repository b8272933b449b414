import type { Identity, Inspected } from "../../cli/doctor/inspected.ts";
import { examine } from "../../cli/doctor/examine.ts";
import { createProgram, runProgram } from "../../cli/program.ts";
import { Instant } from "../../shared/events/instant.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";

const url = "https://links.shop.example";
const well: Identity = {
  verification: "Success",
  dkim: "Success",
  mailFrom: { domain: "bounce.shop.example", status: "Success" },
};

type Changes = {
  readonly from?: readonly string[];
  readonly mail?: Partial<Inspected["mail"]>;
  readonly texts?: Partial<Inspected["texts"]>;
  readonly waiting?: Readonly<Record<string, number | undefined>>;
  readonly txt?: Readonly<Record<string, readonly string[]>>;
  readonly mx?: readonly string[];
  readonly status?: Inspected["status"];
};

/** A stage in which all is well but what is changed. */
const stageWith = ({ from = ["hello@shop.example"], ...changes }: Changes = {}): Inspected => {
  const txt: Readonly<Record<string, readonly string[]>> = {
    "_dmarc.shop.example": ["v=DMARC1; p=quarantine; rua=mailto:dmarc@shop.example"],
    "bounce.shop.example": ["v=spf1 include:amazonses.com ~all"],
    ...changes.txt,
  };
  return {
    senders: () => Promise.resolve(from.map((address, index) => ({ store: `s-${index}`, from: address }))),
    mail: {
      sendingEnabled: () => Promise.resolve(true),
      quota: () => Promise.resolve({ perDay: 50_000, perSecond: 14, sent: 10 }),
      hasConfigurationSet: (name) => Promise.resolve(name === "comeback-prod"),
      identity: (name) => Promise.resolve(name === "shop.example" ? well : { ...well, verification: undefined }),
      ...changes.mail,
    },
    texts: { inSandbox: () => Promise.resolve(false), spendLimit: () => Promise.resolve(50), ...changes.texts },
    waiting: (queue) => {
      if (!queue.startsWith("comeback-prod-")) throw new Error(`no stage has the queue ${queue}`);
      const name = queue.slice("comeback-prod-".length);
      return Promise.resolve(changes.waiting && name in changes.waiting ? changes.waiting[name] : 0);
    },
    dns: {
      txt: (name) => Promise.resolve(txt[name] ?? []),
      mx: (name) =>
        Promise.resolve(
          name === "bounce.shop.example" ? (changes.mx ?? ["feedback-smtp.us-east-1.amazonses.com"]) : [],
        ),
    },
    status: changes.status ?? ((asked) => Promise.resolve(asked === `${url}/u/doctor` ? 404 : 200)),
  };
};

const down = () => Promise.reject(new Error("AccessDenied"));
const trouble = async (changes: Changes): Promise<readonly string[]> =>
  (await examine(stageWith(changes), "prod", url))
    .filter(({ severity }) => severity !== "ok")
    .map(({ severity, check }) => `${severity} ${check}`);

test("a stage in which all is well has nothing but good findings, one for each thing", async () => {
  const findings = await examine(stageWith(), "prod", url);
  expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(["ok"]));
  expect(new Set(findings.map(({ check }) => check)).size).toBe(findings.length);
  expect(findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining([
      "ses sending",
      "ses quota",
      "ses configuration set",
      "identity shop.example",
      "dkim shop.example",
      "mail-from shop.example",
      "dmarc shop.example",
      "spf bounce.shop.example",
      "mx bounce.shop.example",
      "sms sandbox",
      "sms spend limit",
      "queue outbox",
      "queue outbox-dead",
      "public url",
    ]),
  );
});

const dmarc = (...records: string[]) => ({ txt: { "_dmarc.shop.example": records } });
const identity = (changes: Partial<Identity>) => ({
  mail: { identity: () => Promise.resolve({ ...well, ...changes }) },
});

test.each<[string, Changes, readonly string[]]>([
  ["sending is stopped", { mail: { sendingEnabled: () => Promise.resolve(false) } }, ["error ses sending"]],
  [
    "the account is in the sandbox",
    { mail: { quota: () => Promise.resolve({ perDay: 200, perSecond: 1, sent: 0 }) } },
    ["error ses quota"],
  ],
  [
    "the quota is nearly used up",
    { mail: { quota: () => Promise.resolve({ perDay: 50_000, perSecond: 14, sent: 40_000 }) } },
    ["warning ses quota"],
  ],
  [
    "nothing was deployed",
    { mail: { hasConfigurationSet: () => Promise.resolve(false) } },
    ["error ses configuration set"],
  ],
  ["SES does not know the domain", identity({ verification: undefined }), ["error identity shop.example"]],
  ["the domain is not verified yet", identity({ verification: "Pending" }), ["error identity shop.example"]],
  ["nothing signs", identity({ dkim: undefined }), ["error dkim shop.example"]],
  ["the signature's records are missing", identity({ dkim: "Failed" }), ["error dkim shop.example"]],
  ["there is no MAIL FROM domain", identity({ mailFrom: undefined }), ["warning mail-from shop.example"]],
  [
    "the MAIL FROM domain is not found",
    identity({ mailFrom: { domain: "bounce.shop.example", status: "Failed" } }),
    ["error mail-from shop.example"],
  ],
  ["there is no DMARC record", dmarc(), ["error dmarc shop.example"]],
  ["there are two DMARC records", dmarc("v=DMARC1; p=none", "v=DMARC1; p=reject"), ["error dmarc shop.example"]],
  ["the DMARC record names no policy", dmarc("v=DMARC1; rua=mailto:a@shop.example"), ["error dmarc shop.example"]],
  ["the DMARC policy is unknown", dmarc("v=DMARC1; p=maybe"), ["error dmarc shop.example"]],
  ["DMARC reports nothing", dmarc("v=DMARC1; p=none"), ["warning dmarc shop.example"]],
  ["another record lies beside the DMARC record", dmarc("google-site-verification=a", "v=DMARC1;p=reject"), []],
  ["SPF does not name SES", { txt: { "bounce.shop.example": ["v=spf1 -all"] } }, ["error spf bounce.shop.example"]],
  ["there is no SPF record", { txt: { "bounce.shop.example": [] } }, ["error spf bounce.shop.example"]],
  [
    "there are two SPF records",
    { txt: { "bounce.shop.example": ["v=spf1 include:amazonses.com ~all", "v=spf1 -all"] } },
    ["error spf bounce.shop.example"],
  ],
  ["bounces go nowhere", { mx: [] }, ["error mx bounce.shop.example"]],
  [
    "bounces may go elsewhere",
    { mx: ["feedback-smtp.us-east-1.amazonses.com", "mx.shop.example"] },
    ["error mx bounce.shop.example"],
  ],
  ["texts are in their sandbox", { texts: { inSandbox: () => Promise.resolve(true) } }, ["warning sms sandbox"]],
  ["texts may cost a dollar", { texts: { spendLimit: () => Promise.resolve(undefined) } }, ["warning sms spend limit"]],
  ["something died", { waiting: { "outbox-dead": 2 } }, ["error queue outbox-dead"]],
  ["something waits", { waiting: { wakes: 1001 } }, ["warning queue wakes"]],
  ["a queue is missing", { waiting: { facts: undefined } }, ["error queue facts"]],
  ["the pages do not answer", { status: down }, ["error public url"]],
  ["somebody else answers for the pages", { status: () => Promise.resolve(200) }, ["error public url"]],
  ["nobody may look at the quota", { mail: { quota: down } }, ["error ses quota"]],
  ["no store is registered", { from: [] }, ["warning stores"]],
])("when %s it is found, and nothing else", async (_what, changes, expected) => {
  expect(await trouble(changes)).toEqual(expected);
});

test("a store that sends from a mailbox of somebody else's is told so", async () => {
  expect(await trouble({ from: ["shop@gmail.com"] })).toContain("warning sender s-0");
});

test("the policy of the domain above holds where a domain has none of its own", async () => {
  const identityOf = { mail: { identity: () => Promise.resolve(well) } };
  const at = (record: string) => trouble({ from: ["a@mail.shop.example"], ...identityOf, ...dmarc(record) });
  expect(await at("v=DMARC1; p=reject")).toEqual([]);
  expect(await at("v=DMARC1; p=reject; sp=none")).toEqual(["warning dmarc mail.shop.example"]);
});

test("everything that is wrong comes first, and says what to do", async () => {
  const findings = await examine(
    stageWith({ mail: { quota: down, sendingEnabled: () => Promise.resolve(false) } }),
    "prod",
  );
  expect(findings.slice(0, 3).map(({ severity }) => severity)).toEqual(["error", "error", "skipped"]);
  for (const { severity, todo } of findings) expect(todo === undefined).toBe(severity === "ok");
});

const doctor = async (changes: Changes, ...words: string[]) => {
  const out: string[] = [];
  const table = createMemoryTable({ now: () => Instant.parse("2026-11-02T15:00:00.000Z") });
  const never = () => Promise.reject(new Error("The doctor only looks."));
  const program = createProgram({
    print: (text) => void out.push(text),
    stage: () => ({
      table,
      now: () => Instant.parse("2026-11-02T15:00:00.000Z"),
      secrets: { read: never, write: never },
      wakes: { send: never },
    }),
    inspect: () => stageWith(changes),
  });
  const argv = ["node", "comeback", "doctor", "--stage", "prod", "--url", url, ...words];
  const code = await runProgram(program, argv, (text) => void out.push(text));
  return { code, out };
};

describe("the command", () => {
  it("exits 0 when all is well, warnings or not", async () => {
    expect((await doctor({})).code).toBe(0);
    expect((await doctor({ texts: { inSandbox: () => Promise.resolve(true) } })).code).toBe(0);
  });

  it("exits 1 when something is wrong, and says what to do", async () => {
    const { code, out } = await doctor({ waiting: { "outbox-dead": 2 } });
    expect(code).toBe(1);
    expect(out.join("\n")).toMatch(/error\s+queue outbox-dead\s+2 could not be processed/);
    expect(out.join("\n")).toContain("queue outbox-dead: Read the runbook");
    expect(out.at(-1)).toMatch(/^1 of \d+ checks found something wrong\.$/);
  });

  it("prints JSON for a script", async () => {
    const { code, out } = await doctor({ waiting: { "outbox-dead": 2 } }, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(out[0] ?? "")[0]).toEqual({
      check: "queue outbox-dead",
      severity: "error",
      found: "2 could not be processed",
      todo: expect.any(String),
    });
  });
});
