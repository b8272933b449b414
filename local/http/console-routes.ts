import { join } from "node:path";
import { Hono } from "hono";
import { fromEpoch } from "../../shared/events/instant.ts";
import { countParts } from "../../shared/messaging/sms-parts.ts";
import type { MailStore } from "../disk/mailbox.ts";
import type { ScheduleStore } from "../disk/schedules.ts";
import { readQuery } from "./answers.ts";
import { createFiles } from "./files.ts";

/**
 * Only its own scripts run and only this process is asked. A mail is shown in a sandboxed frame that takes on this very
 * policy: it brings styles of its own, and pictures from wherever the shop has them.
 */
const consolePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' http: https: data:",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const picturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

const local = join(import.meta.dirname, "..");
/** What the console calls things lies where the command line finds it too. */
const words = join(local, "../shared/words");

export type ConsoleRoutesOptions = { readonly mail: MailStore; readonly schedules: ScheduleStore };

/** The console at `/`, what it needs beside the other local routes, and the pictures of the demo store's products. */
export const createConsoleRoutes = ({ mail, schedules }: ConsoleRoutesOptions): Hono => {
  const files = createFiles({ folder: join(local, "console"), policy: consolePolicy });
  return new Hono()
    .get("/", () => files.request("/index.html"))
    .get("/local/console/state", (context) => {
      readQuery(context, {});
      const next = schedules.next("wakes");
      const texts = mail.all().filter(({ channel }) => channel === "text");
      return context.json({
        nextWake: next === undefined ? null : fromEpoch(next),
        parts: Object.fromEntries(texts.map(({ id, text }) => [id, countParts(text ?? "")])),
      });
    })
    .route("/local/console", files)
    .route("/local/console", createFiles({ folder: words, policy: consolePolicy }))
    .route("/local/pictures", createFiles({ folder: join(local, "demo/pictures"), policy: picturePolicy }));
};
