import type { Identity, Inspected } from "../../cli/doctor/inspected.ts";
import { examine } from "../../cli/doctor/examine.ts";
import { checkStage } from "../../cli/doctor/check-stage.ts";
import type { Stage } from "../../cli/stage.ts";
import type { Launch } from "../../shared/engine/launch.ts";
import type { Run } from "../../shared/engine/run.ts";
import { hours, minus } from "../../shared/events/instant.ts";
import { takeRampSlot } from "../../shared/store/launch-counts.ts";
import { claimMessage, type Message } from "../../shared/store/messages.ts";
import { openRun } from "../../shared/store/runs.ts";
import {
  everything,
  launchStore,
  pauseMarketing,
  pauseStore,
  putSettings,
  uninstallStore,
} from "../../shared/store/stores.ts";
import { storeSettings } from "../support/settings.ts";
import { commandLine, memoryStage, now, root } from "./support/command-line.ts";

const unknownMessage: Message = {
  ...{ id: "m-1", store: "demo", person: "p-1", run: "r-1", flow: "abandoned-checkout", step: "reminder-1" },
  ...{ channel: "email", status: "unknown", claimedAt: minus(now, hours(1)), correlationId: "c-1", revision: 1 },
};
const overdueRun: Run = {
  ...{ id: "r-1", store: "demo", flow: "abandoned-checkout", subject: "t-1", person: "p-1", settingsVersion: 1 },
  ...{ openedAt: minus(now, hours(9)), activityAt: minus(now, hours(9)), nextWakeAt: minus(now, hours(3)) },
  ...{ plan: [], heldOut: false, steps: {}, wakes: 1, revision: 1, correlationId: "c-1" },
};

const url = "https://links.shop.example";
const well: Identity = {
  verification: "Success",
  dkim: "Success",
  mailFrom: { domain: "bounce.shop.example", status: "Success" },
};

const raised = {
  name: "comeback-prod-outbox-dead",
  description: "Customers get nothing. What to do: docs/runbook.md#dead-letters-of-outbox",
  since: "2026-11-02T14:00:00.000Z",
};

type Changes = {
  readonly from?: readonly string[];
  readonly mail?: Partial<Inspected["mail"]>;
  readonly texts?: Partial<Inspected["texts"]>;
  readonly waiting?: Readonly<Record<string, number | undefined>>;
  /** Seconds, by queue. */
  readonly oldest?: Readonly<Record<string, number>>;
  readonly alarms?: Inspected["alarms"];
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
    oldest: (queue) => Promise.resolve(changes.oldest?.[queue.slice("comeback-prod-".length)]),
    alarms: changes.alarms ?? ((prefix) => Promise.resolve(prefix === "comeback-prod-" ? [] : [raised])),
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
const prod = { stage: "prod", publicUrl: () => Promise.resolve(url) };
const trouble = async (changes: Changes): Promise<readonly string[]> =>
  (await examine(stageWith(changes), prod))
    .filter(({ severity }) => severity !== "ok")
    .map(({ severity, check }) => `${severity} ${check}`);

test("a stage in which all is well has nothing but good findings, one for each thing", async () => {
  const findings = await examine(stageWith(), prod);
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
      "alarms",
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
  ["an alarm goes off", { alarms: () => Promise.resolve([raised]) }, ["error alarm outbox-dead"]],
  ["the alarms cannot be read", { alarms: down }, ["error alarms"]],
  ["a message waits for long", { waiting: { wakes: 2 }, oldest: { wakes: 1800 } }, ["warning queue wakes"]],
  ["a message waits, but not for long", { waiting: { wakes: 2 }, oldest: { wakes: 1799 } }, []],
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

test.each([
  ["is there", (name: string) => name === "mine", undefined],
  ["is not there", () => false, "Make it in SES, or take configurationSet out of comeback.config.ts"],
])(
  "a configuration set that was brought along is looked at instead of the stack's own, and %s",
  async (_, has, todo) => {
    const mail = { hasConfigurationSet: (name: string) => Promise.resolve(has(name)) };
    const findings = await examine(stageWith({ mail }), { ...prod, configurationSet: "mine" });
    const found = findings.find(({ check }) => check === "ses configuration set");
    expect(found?.found).toContain("mine");
    expect(found?.todo).toEqual(todo === undefined ? undefined : expect.stringContaining(todo));
  },
);

const order = ["error", "warning", "skipped", "ok"];

test("everything that is wrong comes first, and says what to do", async () => {
  const findings = await examine(
    stageWith({ mail: { quota: down, sendingEnabled: () => Promise.resolve(false) }, from: ["shop@gmail.com"] }),
    prod,
  );
  const severities = findings.map(({ severity }) => severity);
  expect(severities).toEqual(severities.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
  expect(new Set(severities)).toEqual(new Set(["error", "warning", "ok"]));
  for (const { severity, todo } of findings) expect(todo === undefined).toBe(severity === "ok");
});

/** The command on a stage whose store `demo` has one secret, of which a test may change anything. */
const doctor = async (
  changes: Changes,
  {
    words = [],
    prepare,
  }: { readonly words?: readonly string[]; readonly prepare?: (stage: Stage) => Promise<void> } = {},
) => {
  const { run, stage } = commandLine({ inspect: () => Promise.resolve(stageWith(changes)), stage: { name: "prod" } });
  await putSettings(stage.table, storeSettings(), stage.now());
  await stage.secrets.write({ root, stores: { demo: { shopify: ["one"] } } });
  await prepare?.(stage);
  return run("doctor", "--stage", "prod", "--url", url, ...words);
};

describe("the command", () => {
  it("exits 0 when all is well, warnings or not", async () => {
    const { code, out } = await doctor({});
    expect(out).not.toMatch(/^(error|warning)/m);
    expect(code).toBe(0);
    expect((await doctor({ texts: { inSandbox: () => Promise.resolve(true) } })).code).toBe(0);
  });

  it("exits 1 when something is wrong, and says what to do", async () => {
    const { code, out } = await doctor({ alarms: () => Promise.resolve([raised]) });
    expect(code).toBe(1);
    expect(out).toMatch(/error +alarm outbox-dead +since 2026-11-02T14:00:00.000Z: Customers get nothing\./);
    expect(out).toContain("alarm outbox-dead: docs/runbook.md#dead-letters-of-outbox");
    expect(out).toMatch(/1 of \d+ checks found something wrong\.$/);
  });

  it("prints JSON for a script", async () => {
    const { code, out } = await doctor({ alarms: () => Promise.resolve([raised]) }, { words: ["--json"] });
    expect(code).toBe(1);
    expect(JSON.parse(out.slice(0, out.lastIndexOf("]") + 1))[0]).toEqual({
      check: "alarm outbox-dead",
      severity: "error",
      found: "since 2026-11-02T14:00:00.000Z: Customers get nothing.",
      todo: "docs/runbook.md#dead-letters-of-outbox",
    });
  });
});

test("without credentials it says so once, rather than for every check", async () => {
  const nobody = Object.assign(new Error("Could not load credentials from any providers"), {
    name: "CredentialsProviderError",
  });
  const table = {
    ...memoryStage().stage.table,
    query: () => Promise.reject(nobody),
    get: () => Promise.reject(nobody),
  };
  const { run } = commandLine({ stage: { name: "prod", table }, inspect: () => Promise.resolve(stageWith()) });
  const { code, out } = await run("doctor", "--stage", "prod");
  expect(code).toBe(1);
  expect(out).toMatch(/^There are no AWS credentials\.[^\n]*$/);
});

describe("the stage itself", () => {
  const findings = async (prepare: (stage: Stage) => Promise<void>, replaced: Partial<Stage> = {}) => {
    const { stage } = memoryStage({ name: "prod", ...replaced });
    await putSettings(stage.table, storeSettings(), stage.now());
    await stage.secrets.write({ root, stores: { demo: { shopify: ["one"] } } });
    await prepare(stage);
    return (await checkStage(stage)).filter(({ severity }) => severity !== "ok");
  };
  const at = { at: now, reason: "wrong discount" };

  it("has nothing to say when all is well", async () => {
    expect(await findings(() => Promise.resolve())).toEqual([]);
  });

  it.each<[string, (stage: Stage) => Promise<unknown>, string, string]>([
    [
      "a store is paused",
      ({ table }) => pauseStore(table, "demo", at),
      "warning store demo",
      "comeback resume demo --stage prod",
    ],
    [
      "everything is paused",
      ({ table }) => pauseStore(table, everything, at),
      "warning everything",
      "comeback resume --stage prod",
    ],
    [
      "a store is in shadow mode",
      ({ table }) => launchStore(table, "demo", { mode: "shadow", at: now, allowed: ["h-1"] }),
      "warning store demo",
      "npx comeback go-live demo --stage prod",
    ],
    [
      "a ramp has sent all it may today",
      async ({ table }) => {
        const ramp: Launch = { mode: "ramp", at: now, volumes: [1, 2] };
        await launchStore(table, "demo", ramp);
        await takeRampSlot(table, "demo", ramp, "m-1", now);
      },
      "warning store demo",
      "To end the ramp: npx comeback go-live demo --stage prod",
    ],
    ["marketing has stopped", ({ table }) => pauseMarketing(table, "demo", at), "warning store demo", "resume demo"],
    ["the shop removed the app", ({ table }) => uninstallStore(table, "demo", now), "warning store demo", "stores put"],
    [
      "a secret is being rotated",
      ({ secrets }) => secrets.write({ root, stores: { demo: { shopify: ["one", "two"] } } }),
      "warning secrets demo",
      "secrets retire demo shopify --stage prod",
    ],
    [
      "a store has no secret",
      ({ secrets }) => secrets.write({ root, stores: {} }),
      "error secrets demo",
      "secrets set demo shopify",
    ],
    [
      "nobody knows whether a message went out",
      ({ table }) => claimMessage(table, unknownMessage).then(() => undefined),
      "warning unknown messages",
      "messages unknown --stage prod",
    ],
    ["a run is overdue", ({ table }) => openRun(table, overdueRun), "error overdue runs", "The sweep does not run"],
  ])("says so when %s, and what to do", async (_what, prepare, expected, todo) => {
    const [found, ...others] = await findings(async (stage) => void (await prepare(stage)));
    expect(others).toEqual([]);
    expect(`${found?.severity} ${found?.check}`).toBe(expected);
    expect(found?.todo).toContain(todo);
  });

  it("tells of a ramp without calling it wrong", async () => {
    const { stage } = memoryStage();
    await putSettings(stage.table, storeSettings(), stage.now());
    await launchStore(stage.table, "demo", { mode: "ramp", at: now, volumes: [50, 100] });
    expect(await checkStage(stage)).toContainEqual({
      ...{ check: "store demo", severity: "ok" },
      found: expect.stringContaining("day 1 of a ramp of 2: 0 of 50 emails are sent"),
    });
  });

  it("says what lies in the dead letters, and whom that hurts", async () => {
    const counted = [
      { queue: "outbox-dead", waiting: 2 },
      { queue: "facts-dead", waiting: 0 },
      { queue: "sweep-dead", waiting: 1 },
    ];
    const deadLetters = { ...memoryStage().stage.deadLetters, count: () => Promise.resolve(counted) };
    expect(await findings(() => Promise.resolve(), { deadLetters })).toEqual([
      {
        ...{ check: "dead letters outbox-dead", severity: "error" },
        found: expect.stringContaining("2 messages could not be processed. The customers whose messages lie here"),
        todo: expect.stringContaining("redrive them: npx comeback dead-letters show outbox-dead --stage prod"),
      },
      expect.objectContaining({ check: "dead letters sweep-dead", todo: expect.stringContaining("drop them") }),
    ]);
  });

  it("is looked at in the local run too, which has no AWS to look at", async () => {
    const { run, stage } = commandLine({
      stage: { name: "local" },
      inspect: () => Promise.reject(new Error("There is no AWS here.")),
    });
    await putSettings(stage.table, storeSettings(), stage.now());
    await stage.secrets.write({ root, stores: { demo: { shopify: ["one"] } } });
    const { code, out } = await run("doctor");
    expect(code).toBe(0);
    expect(out).toMatch(/skipped +aws +the local run/);
    expect(out).toMatch(/ok +dead letters +none/);
  });
});
