import { Liquid } from "liquidjs";
import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { Decimal, Money } from "../events/money.ts";
import { clip, formatMoment, formatMoney, formatPercentage } from "./format.ts";

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
  liquid.registerFilter("clip", (value: unknown, length: unknown) =>
    clip(z.string().parse(value), z.number().parse(length)),
  );
  return liquid;
};
