import * as z from "zod";
import { Event } from "../../shared/events/catalogue.ts";
import type { Call } from "../local-calls.ts";
import type { Archive } from "../stage.ts";

const Page = z.array(z.object({ at: z.number(), seq: z.number(), event: z.unknown() }));
const mostACall = 200;

/** The events the local run's bus has taken in 30 days. */
export const localArchive = (call: Call): Archive => ({
  replay: async function* (from, to) {
    let after: { readonly at: number; readonly seq: number } | null = null;
    for (;;) {
      const page: z.infer<typeof Page> = Page.parse(await call("archive", "page", from, to, mostACall, after));
      for (const { event } of page) yield Event.safeParse(event).data;
      const last = page.at(-1);
      if (last === undefined || page.length < mostACall) return;
      after = { at: last.at, seq: last.seq };
    }
  },
});
