import { styleText } from "node:util";
import { longDay, shortTime } from "./calendar.ts";
import type { LineKind, Story, Told } from "./story.ts";

export type PrintOptions = {
  /** Characters a line may be long. */
  readonly width: number;
  readonly colour: boolean;
};

type Style = Parameters<typeof styleText>[0];

const labels: Readonly<Record<LineKind, { readonly label: string; readonly style: Style }>> = {
  does: { label: "", style: "reset" },
  mail: { label: "mail", style: "green" },
  text: { label: "text", style: "green" },
  told: { label: "alert", style: "red" },
  waits: { label: "waits", style: "yellow" },
  unsent: { label: "unsent", style: "dim" },
  ends: { label: "ends", style: "magenta" },
  next: { label: "next", style: "cyan" },
};
const labelWidth = 8;

/** Breaks a text between words into lines of at most `width` characters; a longer word has a line of its own. */
export const wrap = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
};

/** Adds a style where it is wanted. */
const painter =
  (colour: boolean) =>
  (style: Style, text: string): string =>
    colour && style !== "reset" && text !== "" ? styleText(style, text, { validateStream: false }) : text;

const printChapter = ({ heading, zone, lines }: Told, { width, colour }: PrintOptions): readonly string[] => {
  const paint = painter(colour);
  const printed = lines.flatMap(({ at, kind, text }) => {
    const { label, style } = labels[kind];
    const time = `  ${shortTime(at, zone)}  `;
    const [first = "", ...rest] = wrap(text, width - time.length - labelWidth);
    const indent = " ".repeat(time.length + labelWidth);
    return [
      `${paint("dim", time)}${paint(style, label)}${" ".repeat(labelWidth - label.length)}${first}`,
      ...rest.map((line) => indent + line),
    ];
  });
  return ["", ...wrap(heading, width).map((line) => paint("bold", line)), ...printed];
};

const introduction =
  "Signed webhooks came in, the pipeline's clock was moved, and this is what it did. Times are those of each shopper's place. Where nobody left a number there is no text; the console tells that too.";

/** The story as it is printed. */
export const printStory = ({ day, zone, chapters }: Story, options: PrintOptions): string =>
  [
    painter(options.colour)("bold", `A day at the demo store: ${longDay(day, zone)}, and what came of it`),
    ...wrap(introduction, options.width),
    ...chapters.flatMap((chapter) => printChapter(chapter, options)),
  ].join("\n");
