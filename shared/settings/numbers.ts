import * as z from "zod";
import { Decimal } from "../events/money.ts";

/** A whole number within these, both included. */
export const whole = (least: number, most: number) => z.number().int().min(least).max(most);

export const Positive = Decimal.refine((value) => !value.startsWith("-"), { message: "must not be negative" });
