import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createConsoleRoutes } from "../../local/http/console-routes.ts";
import { reasonText, stepName, words } from "../../shared/words/words.ts";
import { gateNames, Outcome } from "../../shared/engine/decision.ts";
import { flows } from "../../shared/flows/registry.ts";
import { Message } from "../../shared/store/messages.ts";
import { shelvesIn, startMs } from "./support/fixtures.ts";

const files = join(__dirname, "../../local/console");

describe("the console", () => {
  const shelves = shelvesIn();
  const app = createConsoleRoutes(shelves);

  it("is one page under a policy that runs its own scripts only and lets nobody frame it", async () => {
    const page = await app.request("/");
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = page.headers.get("content-security-policy")?.split("; ");
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(await page.text()).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it("serves every file that the page and its scripts name", async () => {
    const named = readdirSync(files).flatMap((file) => {
      const text = readFileSync(join(files, file), "utf8");
      return [
        ...[...text.matchAll(/(?:src|href)="(\/local\/console\/[^"]+)"/g)].map(([, path = ""]) => path),
        ...[...text.matchAll(/from "\.\/([^"]+)"/g)].map(([, name = ""]) => `/local/console/${name}`),
      ];
    });
    expect(named.length).toBeGreaterThan(10);
    for (const path of new Set(named)) expect([path, (await app.request(path)).status]).toEqual([path, 200]);
  });

  it.each([
    "/local/console/../run.ts",
    "/local/console/%2e%2e%2frun.ts",
    "/local/console/words.ts",
    "/local/pictures/store.ts",
  ])("serves nothing but its own files (%s)", async (path) => {
    expect((await app.request(path)).status).toBe(404);
  });

  it("never writes markup: whatever a customer typed goes in as text", () => {
    const scripts = readdirSync(files).filter((file) => file.endsWith(".js"));
    for (const script of scripts) {
      expect(readFileSync(join(files, script), "utf8")).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/,
      );
    }
  });

  it("tells when the next run wakes, and nothing of the hourly sweep", async () => {
    shelves.schedules.ensureRecurring({ name: "sweep", queue: "sweep", body: "{}", at: startMs + 1 }, 3_600_000);
    const state = async (): Promise<unknown> => (await app.request("/local/console/state")).json();
    expect(await state()).toEqual({ nextWake: null, parts: {} });
    shelves.schedules.ensure({ name: "a", queue: "wakes", body: "{}", at: startMs + 60_000 });
    expect(await state()).toEqual({ nextWake: new Date(startMs + 60_000).toISOString(), parts: {} });
  });

  it("counts the parts of each text", async () => {
    const mail = {
      store: "demo",
      message: "m",
      to: "+17185550142",
      from: null,
      subject: null,
      html: null,
      headers: {},
    };
    const sentAt = new Date(startMs).toISOString();
    shelves.mail.add({ ...mail, id: "t1", channel: "text", text: "x".repeat(161), sentAt });
    const answer = await app.request("/local/console/state");
    expect(await answer.json()).toMatchObject({ parts: { t1: { parts: 2, encoding: "GSM-7" } } });
  });
});

describe("the words of console and demo", () => {
  it.each([
    ["gates", gateNames],
    ["outcomes", Outcome.options],
    ["statuses", Message.shape.status.options],
    ["flows", flows.map(({ id }) => id)],
    ["reasons", flows.flatMap(({ exits }) => exits)],
  ] as const)("name all %s there are", (kind, names) => {
    expect(names.filter((name) => words[kind][name] === undefined)).toEqual([]);
  });

  it.each(flows.flatMap(({ id, steps }) => steps.map((step) => ({ flow: id, step: step.id }))))(
    "name the step $step of $flow, and no two of a flow alike",
    ({ flow, step }) => {
      const names = flows.find(({ id }) => id === flow)?.steps.map(({ id }) => stepName(id, flow)) ?? [];
      expect(stepName(step, flow)).not.toBe(step);
      expect(new Set(names).size).toBe(names.length);
    },
  );

  it("name a step by its flow where two flows share its id", () => {
    expect(stepName("reminder-1", "abandoned-checkout")).toBe("the first mail");
    expect(stepName("reminder-1", "points-expiry")).toBe("the mail on the last day");
  });

  it.each([
    ["no-consent", "no consent"],
    ["past-deadline:quiet-hours", "too late by now, since it is night there"],
    ["a-new-reason", "a new reason"],
  ])("tell the reason %s as “%s”", (reason, text) => {
    expect(reasonText(reason)).toBe(text);
  });
});
