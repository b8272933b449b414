import * as z from "zod";
import type { Flow } from "../../shared/engine/flow.ts";
import { StoreSettings } from "../../shared/settings/settings.ts";
import { eventsSchema } from "../../shared/sources/events/schema.ts";
import { cliDocument } from "./cli-document.ts";
import { flowsDocument } from "./flows-document.ts";
import { metricsDocument } from "./metrics-document.ts";

/** The documents that follow from the code, by their path. */
export const documents = (flows: readonly Flow[]): Readonly<Record<string, string>> => ({
  "docs/cli.md": cliDocument(),
  "docs/flows.md": flowsDocument(flows),
  "docs/metrics.md": metricsDocument(),
  "docs/events.schema.json": `${JSON.stringify(eventsSchema(), undefined, 2)}\n`,
  "docs/store-settings.schema.json": `${JSON.stringify(z.toJSONSchema(StoreSettings, { io: "input" }), undefined, 2)}\n`,
});
