import { Brand } from "../../shared/messaging/brand.ts";
import { contrastOf, paletteOf, readableContrast } from "../../shared/messaging/colours.ts";

const settings = {
  name: "Moss & Clay",
  websiteUrl: "https://moss-and-clay.example",
  from: { name: "Moss & Clay", email: "hello@moss-and-clay.example" },
  replyTo: "team@moss-and-clay.example",
  postalAddress: "12 Kiln Lane, Portland, OR 97205, USA",
};

const problemsOf = (value: unknown): string[] => {
  const result = Brand.safeParse(value);
  return result.success ? [] : result.error.issues.map(({ path }) => path.join("."));
};

it("a brand needs no colours: those it gets are readable", () => {
  const { colours } = Brand.parse(settings);
  expect(contrastOf(colours.primary, colours.onPrimary)).toBeGreaterThan(readableContrast);
  expect(contrastOf(colours.text, colours.background)).toBeGreaterThan(readableContrast);
});

it.each(Object.keys(settings))("%s is required", (key) => {
  expect(problemsOf({ ...settings, [key]: undefined })).toEqual([key]);
});

it.each([
  ["name", { name: "Moss\r\nBcc: all@example.com" }],
  ["name", { name: "Moss\n" }],
  ["name", { name: "  " }],
  ["from.name", { from: { ...settings.from, name: "Moss\u0000" } }],
  ["from.name", { from: { ...settings.from, name: "Moss\u2028Clay" } }],
  ["from.email", { from: { ...settings.from, email: "a@b.example\r\nBcc: c@d.example" } }],
  ["replyTo", { replyTo: "team@moss.example\nX: y" }],
  ["replyTo", { replyTo: "Team <team@moss.example>" }],
  ["postalAddress", { postalAddress: "" }],
  ["postalAddress", { postalAddress: "12 Kiln Lane\nPortland" }],
  ["footer", { footer: "Hello\u0007" }],
  ["websiteUrl", { websiteUrl: "http://moss.example" }],
  ["websiteUrl", { websiteUrl: "javascript:alert(1)" }],
  ["logoUrl", { logoUrl: "https://cdn.example/\nlogo.png" }],
  ["logoUrl", { logoUrl: "data:image/png;base64,AAAA" }],
  ["colours.primary", { colours: { primary: "red" } }],
  ["colours.primary", { colours: { primary: "#fff;}" } }],
  ["colours.onPrimary", { colours: { primary: "#ffd34d", onPrimary: "#ffffff" } }],
  ["colours.text", { colours: { background: "#ffffff", text: "#aaaaaa" } }],
])("%s is refused in %j", (path, change) => {
  expect(problemsOf({ ...settings, ...change })).toEqual([path]);
});

it.each([
  ["#000000", "#ffffff", 21],
  ["#ffffff", "#ffffff", 1],
  ["#777777", "#ffffff", 4.48],
])("the contrast of %s and %s is %d", (first, second, ratio) => {
  expect(contrastOf(first, second)).toBeCloseTo(ratio, 2);
  expect(contrastOf(second, first)).toBeCloseTo(ratio, 2);
});

it("small print stays readable, also for a brand whose text barely is", () => {
  const strong = paletteOf({ primary: "#000000", onPrimary: "#ffffff", background: "#ffffff", text: "#000000" });
  expect(contrastOf(strong.muted, strong.page)).toBeGreaterThanOrEqual(readableContrast);
  expect(strong.muted).not.toBe("#000000");
  const weak = paletteOf({ primary: "#000000", onPrimary: "#ffffff", background: "#ffffff", text: "#737373" });
  expect(weak.muted).toBe("#737373");
});
