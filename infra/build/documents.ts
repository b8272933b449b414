import * as z from "zod";
import type { Flow } from "../../shared/engine/flow.ts";
import { StoreSettings } from "../../shared/settings/settings.ts";
import { eventsSchema } from "../../shared/sources/events/schema.ts";
import { flowsDocument } from "./flows-document.ts";

/** The documents that follow from the code, by their path. */
export const documents = (flows: readonly Flow[]): Readonly<Record<string, string>> => ({
  "docs/flows.md": flowsDocument(flows),
  "docs/events.schema.json": `${JSON.stringify(eventsSchema(), undefined, 2)}\n`,
  "docs/store-settings.schema.json": `${JSON.stringify(z.toJSONSchema(StoreSettings, { io: "input" }), undefined, 2)}\n`,
});
