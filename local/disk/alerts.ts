import * as z from "zod";
import { Instant } from "../../shared/events/instant.ts";
import type { Disk } from "./open.ts";

export const Alert = z.union([
  /** What an operator was told, and where the runbook says what to do. */
  z.object({
    at: Instant,
    alarm: z.string(),
    hurt: z.string(),
    runbook: z.string(),
    dimensions: z.record(z.string(), z.string()),
  }),
  /** What the store's support was told. */
  z.object({
    at: Instant,
    alarm: z.literal("support"),
    store: z.string(),
    message: z.string(),
    subject: z.string(),
    text: z.string(),
  }),
]);
export type Alert = z.infer<typeof Alert>;

export type AlertStore = { readonly add: (alert: Alert) => void; readonly all: () => readonly Alert[] };

const Row = z.object({ content: z.string() });

export const createAlertStore = (disk: Disk): AlertStore => {
  const insert = disk.database.prepare("insert into alerts (content) values (?)");
  const select = disk.database.prepare("select content from alerts order by seq");
  return {
    add: (alert) => {
      insert.run(JSON.stringify(alert));
    },
    all: () => select.all().map((row) => Alert.parse(JSON.parse(Row.parse(row).content))),
  };
};
