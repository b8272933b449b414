import type { Browser, Page } from "playwright-core";
import { LocalRun } from "../contract/support/local-run.ts";
import { checkoutBody } from "../contract/support/bodies.ts";
import { chromiumPath, startChromium } from "./chromium.ts";

const path = chromiumPath();
const start = "2026-11-10T15:00:00.000Z";

if (path === undefined) {
  const left = "left out: no Chromium is installed here, so nobody looks at the preference centre";
  process.stdout.write(`${left}\n`);
  test(left, () => {
    expect(chromiumPath()).toBeUndefined();
  });
} else {
  describe("the preference centre in Chromium", () => {
    let run: LocalRun;
    let browser: Browser;
    let page: Page;
    let link: string;

    beforeAll(async () => {
      [run, browser] = await Promise.all([LocalRun.start(start), startChromium(path)]);
      const demo = await run.get<Record<string, unknown>>("/local/stores/demo");
      const topics = [
        { id: "kitchen", name: "Kitchen" },
        { id: "garden", name: "Garden and balcony" },
      ];
      await run.send("PUT", "/local/stores/demo", { ...demo, preferences: { topics } });
      const body = checkoutBody(start, { phone: "+12125550147", shipping_address: null });
      await run.post("checkouts/update", body);
      await run.move("PT5H");
      const [mail] = await run.messages({ to: body.email });
      link = /https?:\/\/\S+\/p\/[\w.-]+/.exec(mail?.text ?? "")?.[0] ?? "";
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await run.stop();
    });

    const open = async (
      width: number,
      { scripts = false, locale = "en-US", dark = false }: { scripts?: boolean; locale?: string; dark?: boolean } = {},
    ): Promise<void> => {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        locale,
        javaScriptEnabled: scripts,
        colorScheme: dark ? "dark" : "light",
      });
      page = await context.newPage();
      await page.goto(link);
    };
    afterEach(() => page.context().close());

    const focused = async (): Promise<string> =>
      String(
        await page.evaluate(
          "(({ name, value, tagName }) => [tagName, name, value].filter(Boolean).join(' '))(document.activeElement)",
        ),
      );
    const focusOn = async (wanted: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses += 1) {
        if ((await focused()).startsWith(wanted)) return;
        await page.keyboard.press("Tab");
      }
      throw new Error(`The keyboard does not come to ${wanted}.`);
    };

    test("is filled in and saved by keyboard alone", async () => {
      await open(1200, { scripts: true });
      await focusOn("INPUT purpose surveys");
      expect(
        await page.evaluate("getComputedStyle(document.activeElement).outlineStyle + document.activeElement.checked"),
      ).toBe("solidtrue");
      await page.keyboard.press("Space");
      await focusOn("INPUT topic garden");
      await page.keyboard.press("Space");
      await focusOn("SELECT birthday-month");
      await page.keyboard.type("Jul");
      await focusOn("SELECT birthday-day");
      await page.keyboard.press("ArrowDown");
      await focusOn("BUTTON");
      await page.keyboard.press("Enter");
      await page.getByRole("status").waitFor();
      expect(await page.getByLabel("Questions about how it went").isChecked()).toBe(false);
      expect(await page.getByLabel("Garden and balcony").isChecked()).toBe(true);
      expect(await page.getByLabel("Month").inputValue()).toBe("7");
      expect(await page.getByLabel("Day", { exact: true }).inputValue()).toBe("1");
    });

    test("works without scripts, and marks what was wrong beside it", async () => {
      await open(1200);
      await page.getByLabel("Month").selectOption("2");
      await page.getByLabel("Day", { exact: true }).selectOption("31");
      await page.getByRole("button", { name: "Save my settings" }).click();
      await page.getByRole("alert").waitFor();
      expect(await page.getByLabel("Day", { exact: true }).getAttribute("aria-invalid")).toBe("true");
      expect(await page.locator("#birthday-mistake").innerText()).toContain("choose a month and a day");
      await page.getByLabel("Day", { exact: true }).selectOption("28");
      await page.getByLabel("No marketing for 30 days").check();
      await page.getByRole("button", { name: "Save my settings" }).click();
      await page.getByRole("status").waitFor();
      expect(await page.locator("#pause-until").innerText()).toMatch(/December \d+, 2026/);
    });

    test.each([
      [320, "en-US", false],
      [360, "de-DE", false],
      [360, "en-US", true],
      [1200, "en-US", false],
    ])(
      "fits %i px wide in %s (dark: %s): nothing scrolls sideways, everything is large enough to touch",
      async (width, locale, dark) => {
        await open(width, { scripts: true, locale, dark });
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
        const small = await page.evaluate(
          `[...document.querySelectorAll("fieldset label:not(.field label), button, select")].filter((one) => one.getBoundingClientRect().height < 44).length`,
        );
        expect(small).toBe(0);
        const folder = process.env["SCREENSHOTS"];
        if (folder !== undefined)
          await page.screenshot({
            path: `${folder}/preferences-${width}-${locale}-${dark ? "dark" : "light"}.png`,
            fullPage: true,
          });
      },
    );

    test("names every control, groups what belongs together, and is readable in contrast", async () => {
      for (const dark of [false, true]) {
        await open(1200, { scripts: true, dark });
        const nameless = await page.evaluate(
          `[...document.querySelectorAll("input:not([type=hidden]), select, button")].filter((one) => !(one.labels?.length || one.textContent.trim())).length`,
        );
        expect(nameless).toBe(0);
        const loose = await page.evaluate(
          `[...document.querySelectorAll("input[type=checkbox]")].filter((one) => !one.closest("fieldset")?.querySelector("legend")?.textContent.trim()).length`,
        );
        expect(loose).toBe(0);
        expect(await page.locator("h1").count()).toBe(1);
        expect(await page.locator("html").getAttribute("lang")).toBe("en");
        const contrasts = await page.evaluate(`(() => {
          const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
          const lightness = (colour) => {
            const [r, g, b] = channels(colour).map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          const behind = (one) => {
            const { backgroundColor } = getComputedStyle(one);
            return channels(backgroundColor)[3] === 0 ? behind(one.parentElement) : backgroundColor;
          };
          return [...document.querySelectorAll("h1, p, legend, label, button, select")].map((one) => {
            const [a, b] = [lightness(getComputedStyle(one).color), lightness(behind(one))].sort((x, y) => y - x);
            return (a + 0.05) / (b + 0.05);
          });
        })()`);
        expect(Math.min(...[contrasts].flat().map(Number))).toBeGreaterThanOrEqual(4.5);
        if (!dark) await page.context().close();
      }
    });
  });
}
