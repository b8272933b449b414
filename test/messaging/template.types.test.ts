import { Instant } from "../../shared/events/instant.ts";
import { reminder1, reminder3, text1 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import type { EmailTemplate, TextTemplate } from "../../shared/messaging/template.ts";

/** As a typed flow passes parameters: checked by the compiler, which fails on any expected error that is none. */
const email = <P>(template: EmailTemplate<P>, params: NoInfer<P>) => template.params.safeParse(params).success;
const text = <P>(template: TextTemplate<P>, params: NoInfer<P>) => template.params.safeParse(params).success;
const { sample } = reminder1;

it("the id of a template is a type of its own", () => {
  const id: "abandoned-checkout/reminder-1" = reminder1.id;
  expect(id).toBe("abandoned-checkout/reminder-1");
});

it("right parameters compile and are accepted", () => {
  expect(email(reminder1, sample)).toBe(true);
  expect(
    email(reminder3, { ...sample, discount: { code: "A", expiresAt: Instant.parse("2026-01-01T00:00:00.000Z") } }),
  ).toBe(true);
  expect(text(text1, { link: "https://a.example" })).toBe(true);
});

it("wrong or missing parameters do not compile, and are refused", () => {
  // @ts-expect-error -- the checkout is missing
  expect(email(reminder1, { firstName: "Maya" })).toBe(false);
  // @ts-expect-error -- a number is no money
  expect(email(reminder1, { ...sample, checkout: { ...sample.checkout, total: 12 } })).toBe(false);
  // @ts-expect-error -- an expiry is an instant, not any text
  expect(email(reminder3, { ...sample, discount: { code: "A", expiresAt: "tomorrow" } })).toBe(false);
  // @ts-expect-error -- the parameter is called link
  expect(text(text1, { url: "https://a.example" })).toBe(false);
  // @ts-expect-error -- a text is no email
  expect(email(text1, sample)).toBe(false);
});
