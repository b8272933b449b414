import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type * as z from "zod";
import {
  Goodwill,
  type GoodwillBasis,
  givesGoodwill,
  goodwillFor,
} from "../../../shared/flows/review-recovery/goodwill.ts";
import type { apology } from "../../../shared/flows/review-recovery/templates/templates.ts";
import { at } from "../../support/instants.ts";

/** The compiler checks these: it fails on any expected error that is none. */
const basis: GoodwillBasis = { setting: "discount", orders: [{ id: "o-1", test: false }] };
const code = { code: "SORRY-1", percentage: "10" };

it("goodwill is built of the store's setting and of what was bought", () => {
  expect(goodwillFor(basis, code)).toEqual({ kind: "discount", ...code });
  expect(goodwillFor(basis, undefined)).toEqual({ kind: "none" });
  expect(goodwillFor({ ...basis, setting: "none" }, code)).toEqual({ kind: "none" });
  expect(goodwillFor({ ...basis, orders: [] }, code)).toEqual({ kind: "none" });
});

it("an order that was cancelled, or a test, is none", () => {
  const cancelledAt = at("2026-11-05T15:00Z");
  expect(givesGoodwill({ ...basis, orders: [{ id: "o-1", test: true }] })).toBe(false);
  expect(givesGoodwill({ ...basis, orders: [{ id: "o-1", test: false, cancelledAt }] })).toBe(false);
});

it("a basis that knows of a review, its rating or what became of it does not compile", () => {
  // @ts-expect-error -- goodwill cannot look at a review
  expect(givesGoodwill({ ...basis, review: { id: "judgeme:1", rating: 1 } })).toBe(true);
  // @ts-expect-error -- nor at its rating
  expect(givesGoodwill({ ...basis, rating: 5 })).toBe(true);
  // @ts-expect-error -- nor at a complaint
  const orders: GoodwillBasis["orders"] = [{ id: "o-1", test: false, complaint: "judgeme:1" }];
  expect(givesGoodwill({ ...basis, orders })).toBe(true);
});

it("goodwill with a condition does not compile, nor is it accepted", () => {
  // @ts-expect-error -- nothing but goodwillFor makes goodwill
  const tied: Goodwill = { kind: "discount", ...code, onlyIf: "review-removed" };
  expect(Goodwill.safeParse(tied).success).toBe(false);
  const given = goodwillFor(basis, code);
  // @ts-expect-error -- there is no field for a condition
  expect(given.condition).toBeUndefined();
});

it("an apology cannot be given a discount by another way, nor be without saying what it gives", () => {
  type Params = z.infer<typeof apology.params>;
  // @ts-expect-error -- a code that was not made by goodwillFor
  const bare: Params = { urgent: false, goodwill: { kind: "discount", code: "SORRY-1" } };
  // @ts-expect-error -- left out when it suits
  const silent: Params = { urgent: false };
  expect([bare.urgent, silent.urgent]).toEqual([false, false]);
});

describe("no text of the flow", () => {
  const folder = join(__dirname, "../../../shared/flows/review-recovery/templates");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.(liquid|mjml|json)$/.test(file),
  );
  /** Words that could ask for a review to be other than it is, in either language. */
  const asking =
    /\b(chang|edit|updat|remov|delet|retract|withdraw|revis|improv|rais|rewrit|reconsider|stars?\b|rating|in exchange|in return|if you|once you|änder|bearbeit|aktualis|lösch|entfern|zurückzieh|zurücknehm|überarbeit|verbesser|anheb|anpass|Sterne|im Gegenzug|wenn Sie|sobald Sie|überdenk)/iu;

  it("is looked at in vain", () => {
    expect(files.length).toBeGreaterThan(15);
    expect("please change your review").toMatch(asking);
    expect("Bitte löschen Sie Ihre Bewertung").toMatch(asking);
  });

  it.each(files)("asks for a review to be changed or taken back, or ties anything to it: %s", (file) => {
    const words = readFileSync(join(folder, file), "utf8").replace(/\{[{%].*?[%}]\}|\[[[%].*?[%\]]\]|<[^>]*>/gs, " ");
    expect(words).not.toMatch(asking);
  });
});
