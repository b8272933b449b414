import type { Source } from "../source.ts";
import { parse } from "./parse.ts";
import { verify } from "./verify.ts";

export const shopify: Source = { id: "shopify", verify, parse };
