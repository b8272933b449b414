import { Liquid } from "liquidjs";
import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { Decimal, Money } from "../events/money.ts";
import { clip, formatDay, formatMoment, formatMoney, formatNumber, formatPercentage } from "./format.ts";

/** How the filters write numbers and moments; handed to Liquid as the `globals` of a rendering. */
export const Formatting = z.object({ locale: z.string(), zone: z.string() });
export type Formatting = z.infer<typeof Formatting>;

/**
 * The template engine, the same at build time and at run time: `html` escapes every output, `plain` none. It knows no
 * file system and no partials, takes an unknown variable or filter for an error, and evaluates only the template
 * itself: values are never parsed.
 */
export const createLiquid = (output: "html" | "plain"): Liquid => {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
    // A loop over a range that nobody could mean ends as an error, not as a function that runs out of time.
    memoryLimit: 10_000_000,
    ...(output === "html" ? { outputEscape: "escape" as const } : {}),
  });
  liquid.registerFilter("money", function (value: unknown) {
    return formatMoney(Money.parse(value), Formatting.parse(this.context.globals).locale);
  });
  liquid.registerFilter("percentage", function (value: unknown) {
    return formatPercentage(Decimal.parse(value), Formatting.parse(this.context.globals).locale);
  });
  liquid.registerFilter("moment", function (value: unknown) {
    const { locale, zone } = Formatting.parse(this.context.globals);
    return formatMoment(Instant.parse(value), locale, zone);
  });
  liquid.registerFilter("day", function (value: unknown) {
    const { locale, zone } = Formatting.parse(this.context.globals);
    return formatDay(Instant.parse(value), locale, zone);
  });
  liquid.registerFilter("number", function (value: unknown) {
    return formatNumber(z.number().parse(value), Formatting.parse(this.context.globals).locale);
  });
  liquid.registerFilter("clip", (value: unknown, length: unknown) =>
    clip(z.string().parse(value), z.number().parse(length)),
  );
  return liquid;
};
