import type { Browser, Page } from "playwright-core";
import { gateNames } from "../../shared/engine/decision.ts";
import { chromiumPath, startChromium } from "./chromium.ts";
import { startRealRun, type StartedRun } from "./started-run.ts";

const path = chromiumPath();

if (path === undefined) {
  const left = "left out: no Chromium is installed here, so nobody looks at the console";
  process.stdout.write(`${left}\n`);
  test(left, () => {
    expect(chromiumPath()).toBeUndefined();
  });
} else {
  describe("the console in Chromium", () => {
    let run: StartedRun;
    let browser: Browser;
    let page: Page;
    let errors: string[];

    beforeAll(async () => {
      [run, browser] = await Promise.all([startRealRun("2026-11-22T18:00:00Z"), startChromium(path)]);
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await run.stop();
    });

    const open = async (hash: string, width = 1280): Promise<void> => {
      page = await browser.newPage({ viewport: { width, height: 844 } });
      errors = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("pageerror", ({ message }) => errors.push(message));
      await page.goto(`${run.url}/${hash}`);
      await page.locator("main h2").first().waitFor();
    };
    afterEach(async () => {
      await page.close();
      expect(errors).toEqual([]);
    });

    test("shows a mail as its reader sees it, as plain text and with its headers", async () => {
      await open("");
      await page.getByLabel("Address").fill("maya");
      await page.getByRole("link", { name: "10% off your first order" }).click();
      const mail = page.frameLocator("iframe");
      await mail.getByText("WELCOME10").waitFor();
      const picture = mail.getByRole("img", { name: "Linen Apron" });
      expect(await picture.evaluate((image) => Number(image.naturalWidth))).toBeGreaterThan(0);
      await page.getByLabel("Phone, 320").check();
      expect((await page.locator("iframe").boundingBox())?.width).toBe(320);
      await page.getByLabel("Plain text").check();
      expect(await page.locator("pre.plain").innerText()).toContain("Linen Apron");
      await page.getByLabel("Headers").check();
      expect(await page.locator("dl.headers").innerText()).toContain("List-Unsubscribe=One-Click");
    });

    test("shows a mail in its own dark clothes, whatever the reader's machine prefers", async () => {
      await open("");
      await page.getByRole("link", { name: "10% off your first order" }).first().click();
      const background = (): Promise<string> =>
        page
          .frameLocator("iframe")
          .locator("body")
          .evaluate((body) => String(body.ownerDocument.defaultView.getComputedStyle(body).backgroundColor));
      const light = await background();
      await page.getByLabel("Dark").check();
      await page.frameLocator("iframe.dark").getByText("WELCOME10").waitFor();
      const brightness = (colour: string): number => Math.max(...(colour.match(/\d+/g) ?? []).map(Number));
      expect(brightness(light)).toBeGreaterThan(200);
      expect(brightness(await background())).toBeLessThan(60);
    });

    test("explains a decision with every gate and what it looked at", async () => {
      await open("#/decisions");
      await page.getByLabel("Address").fill("jonah");
      const decision = page.locator(".decision", { hasText: "The first mail: no consent" });
      await decision.locator("summary").click();
      expect(await decision.locator(".gate").count()).toBe(gateNames.length);
      expect(await decision.locator(".gate.refused").innerText()).toMatch(
        /Consent for this channel.*why\s+never-asked/s,
      );
    });

    test("looks a person up", async () => {
      await open("#/people");
      await page.getByLabel("E-mail address, phone number or customer id").fill("sam.okafor@example.com");
      await page.getByRole("button", { name: "Look up" }).click();
      await page.getByRole("heading", { name: "sam.okafor@example.com" }).waitFor();
      expect(await page.locator(".facts").innerText()).toMatch(/Mails\s+no, since Thu 19 Nov, 17:05/);
    });

    test("shows a member's points, tier and complaint", async () => {
      await open("#/people?key=vera.quist@example.com");
      await page.getByRole("heading", { name: "vera.quist@example.com" }).waitFor();
      const facts = await page.locator(".facts").innerText();
      expect(facts).toMatch(/Points\s+72 to spend, 72 expire 9 Nov 2027/);
      expect(facts).toMatch(/Tier\s+Copper/);
      expect(facts).toMatch(/Complaint\s+of Thu 19 Nov, 11:40, settled; promotions resume Fri 27 Nov, 09:30/);
      const complaints = page.getByRole("region", { name: "Complaints" });
      expect(await complaints.innerText()).toMatch(/1 star\s+closed Fri 20 Nov, 09:30, by support/);
      expect(await page.getByRole("region", { name: "Points" }).innerText()).toContain("72");
    });

    test("shows what support was told, and its link leads to the complaint", async () => {
      await open("#/support");
      await page.getByRole("heading", { name: "URGENT: 1-star review at Demo Store" }).waitFor();
      const opened = page.waitForEvent("popup");
      await page.locator(".alert a", { hasText: "/c/" }).click();
      const complaint = await opened;
      expect(await complaint.locator("h1").innerText()).toMatch(/settled|closed/i);
      await complaint.close();
      expect(await page.locator("[data-count=trouble]").innerText()).toBe("0");
    });

    test("moves the clock, tells what came of it, and shows the new message, by keyboard alone", async () => {
      await open("");
      const before = await page.locator(".entry").count();
      const focusOn = async (name: string): Promise<void> => {
        for (let presses = 0; presses < 40; presses += 1) {
          await page.keyboard.press("Tab");
          const focused = await page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent",
          );
          if (String(focused).includes(name)) return;
        }
        throw new Error(`The keyboard does not come to ${name}.`);
      };
      await focusOn("4 hours on");
      await page.keyboard.press("Enter");
      await page.getByRole("status").filter({ hasText: "2 messages were sent" }).waitFor();
      expect(await page.locator(".entry").count()).toBe(before + 2);
      await focusOn("owen.hale@example.com");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Your cart is saved" }).waitFor();
      expect(await page.evaluate("document.activeElement.id")).toBe("message-title");
    });

    test("lets one leave a checkout and see its mail, and keeps markup in it text", async () => {
      await open("#/try");
      await page.getByLabel("First name").fill("<img src=x onerror=alert(1)>");
      await page.getByLabel("E-mail address").fill("kim@example.com");
      await page.getByLabel("In the cart").selectOption("2");
      await page.getByRole("button", { name: "Leave the checkout" }).click();
      await page.getByText("The checkout is in.").waitFor();
      await page.getByRole("button", { name: "1 day on" }).click();
      await page.getByRole("status").filter({ hasText: "sent on the way" }).waitFor();
      await page.getByRole("link", { name: "Messages" }).click();
      await page.getByRole("link", { name: "kim@example.com" }).first().click();
      await page.frameLocator("iframe").getByText("Burr Grinder").waitFor();
      expect(await page.frameLocator("iframe").locator("img[src=x]").count()).toBe(0);
    });

    test.each([
      "#/messages",
      "#/decisions",
      "#/people?key=ruth.abel@example.com",
      "#/people?key=vera.quist@example.com",
      "#/support",
      "#/try",
      "#/trouble",
    ])("fits a phone without scrolling sideways (%s)", async (hash) => {
      await open(hash, 390);
      await page.waitForTimeout(300);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    });

    test("fits a phone while a mail is read, too", async () => {
      await open("", 390);
      await page.getByRole("link", { name: "10% off your first order" }).first().click();
      await page.frameLocator("iframe").getByText("WELCOME10").waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      await page.getByRole("link", { name: "All messages" }).click();
      expect(await page.locator(".entries").isVisible()).toBe(true);
    });

    test("gives every control a name and every view one heading of its own", async () => {
      for (const hash of ["#/messages", "#/decisions", "#/people", "#/support", "#/try", "#/trouble"]) {
        await open(hash);
        const nameless = await page.evaluate(`[...document.querySelectorAll("button, input, select, a, iframe")].filter(
          (one) => one.checkVisibility() && !(one.labels?.length || one.getAttribute("aria-label") || one.textContent.trim() || one.title)
        ).length`);
        expect([hash, nameless]).toEqual([hash, 0]);
        expect(await page.locator("main h2").count()).toBe(1);
        if (hash !== "#/trouble") await page.close();
      }
    });
  });
}
