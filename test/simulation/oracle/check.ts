import type { History } from "./history.ts";

/** A rule of the oracle: its name stays for ever, and it tells everything that breaks it. */
export type Check = { readonly name: string; readonly look: (history: History) => readonly string[] };
