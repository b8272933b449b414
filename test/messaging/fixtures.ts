import { join } from "node:path";
import { compileTemplates } from "../../infra/build/templates.ts";
import { Brand } from "../../shared/messaging/brand.ts";
import { createRenderer, type RenderContext, type Renderer } from "../../shared/messaging/render.ts";

export const rootDir = join(__dirname, "../..");

export const brand = Brand.parse({
  name: "Moss & Clay",
  websiteUrl: "https://moss-and-clay.example",
  from: { name: "Moss & Clay", email: "hello@moss-and-clay.example" },
  replyTo: "team@moss-and-clay.example",
  postalAddress: "12 Kiln Lane, Portland, OR 97205, USA",
  footer: "Thrown and glazed by four people.",
});

export const contextFor = (locale: string, more: Partial<RenderContext> = {}): RenderContext => ({
  locale,
  zone: "America/New_York",
  brand,
  unsubscribeUrl: "https://api.moss-and-clay.example/unsubscribe?token=abc.def",
  ...more,
});

let renderer: Promise<Renderer> | undefined;
/** Compiled once per test file. */
export const loadRenderer = (): Promise<Renderer> => (renderer ??= compileTemplates(rootDir).then(createRenderer));
