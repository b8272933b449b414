import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { checkoutBody } from "../contract/support/bodies.ts";
import { LocalRun } from "../contract/support/local-run.ts";
import { alertsAbout, deliver, hookOf, pageIn } from "../contract/support/reviews.ts";
import { chromiumPath, startChromium } from "./chromium.ts";

const path = chromiumPath();
const start = "2026-11-10T15:00:00.000Z";
const axe = readFileSync(createRequire(__filename).resolve("axe-core/axe.min.js"), "utf8");

if (path === undefined) {
  const left = "left out: no Chromium is installed here, so axe does not look at the pages";
  process.stdout.write(`${left}\n`);
  test(left, () => {
    expect(chromiumPath()).toBeUndefined();
  });
} else {
  describe("axe, the accessibility checker, finds nothing wrong", () => {
    let run: LocalRun;
    let browser: Browser;
    const links = new Map<string, string>();

    beforeAll(async () => {
      [run, browser] = await Promise.all([LocalRun.start(start), startChromium(path)]);
      const body = checkoutBody(start);
      await run.post("checkouts/update", body);
      await deliver(run, hookOf("judgeme", { rating: 1, at: start, email: "axe@example.com" }));
      await run.move("PT5H");
      const [mail] = await run.messages({ to: body.email });
      const [alert] = await alertsAbout(run, "axe@example.com");
      links.set("preferences", /https?:\/\/\S+\/p\/[\w.-]+/.exec(mail?.text ?? "")?.[0] ?? "");
      links.set("unsubscribe", /https?:\/\/\S+\/u\/[\w.-]+/.exec(mail?.text ?? "")?.[0] ?? "");
      links.set("complaint", pageIn(alert?.text ?? "", "c"));
      await run.move("P9D");
      const survey = (await run.messages({ to: "axe@example.com" })).find(({ step }) => step === "survey");
      links.set("survey", pageIn(survey?.text ?? "", "s"));
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await run.stop();
    });

    const pages = ["preferences", "unsubscribe", "complaint", "survey"];
    const widths = [360, 1200];
    const looks = pages.flatMap((page) => widths.map((width): [string, number] => [page, width]));

    test.each(looks)("on the page %s at %i pixels", async (name, width) => {
      const link = links.get(name) ?? "";
      expect(link).toMatch(/^(https?:\/)?\//);
      const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(link.startsWith("/") ? `${run.url}${link}` : link);
      await page.evaluate(axe);
      const found = await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))",
      );
      await context.close();
      expect(found).toEqual([]);
    });
  });
}
