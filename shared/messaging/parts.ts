import type { Liquid, Template as ParsedLiquid } from "liquidjs";
import * as z from "zod";
import { createLiquid, type Formatting } from "./liquid.ts";
import { RenderError } from "./render-error.ts";
import { unsafeIn } from "./safe-html.ts";
import { toSingleLine } from "./single-line.ts";
import { toGsmPunctuation } from "./sms-parts.ts";

/** The parts of a message that have words of their own: all four of an email, `text` alone of a text message. */
export const partsOf = { email: ["subject", "preheader", "html", "text"], text: ["text"] } as const;
export type PartName = (typeof partsOf)["email" | "text"][number];

export type Part = {
  /** What it is called in errors; the same name is always the same source where it is kept. */
  readonly name: string;
  readonly channel: "email" | "text";
  readonly part: PartName;
  readonly source: string;
  readonly formatting: Formatting;
  /** Whether its parsed form is worth keeping. */
  readonly kept: boolean;
};

const tidy = (text: string): string =>
  `${text
    .replace(/[^\S\n]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;

/** Whatever a template may do, nothing but web and mail addresses is linked or loaded. */
const refuseUnsafe = (html: string, what: string): string => {
  const unsafe = unsafeIn(html);
  if (unsafe !== undefined) throw new RenderError(`${what}: ${unsafe}`);
  return html;
};

const finish = ({ channel, part, name }: Part, rendered: string): string => {
  if (channel === "text") return toGsmPunctuation(toSingleLine(rendered));
  switch (part) {
    case "subject":
    case "preheader":
      return toSingleLine(rendered);
    case "html":
      return refuseUnsafe(rendered, name);
    case "text":
      return tidy(rendered);
  }
};

/** Renders one part of a message from its Liquid source. Throws a {@link RenderError} that names the part. */
export const createPartRenderer = (): ((part: Part, view: object) => string) => {
  const engines = { html: createLiquid("html"), plain: createLiquid("plain") };
  const parsed = new Map<string, ParsedLiquid[]>();

  const parse = (engine: Liquid, { name, source, kept }: Part): ParsedLiquid[] => {
    const known = kept ? parsed.get(name) : undefined;
    if (known !== undefined) return known;
    const fresh = engine.parse(source, name);
    if (kept) parsed.set(name, fresh);
    return fresh;
  };

  return (part, view) => {
    const engine = engines[part.part === "html" ? "html" : "plain"];
    let rendered: string;
    try {
      rendered = z.string().parse(engine.renderSync(parse(engine, part), view, { globals: part.formatting }));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : "cannot be rendered";
      throw new RenderError(`${part.name}: ${why}`, { cause });
    }
    return finish(part, rendered);
  };
};
