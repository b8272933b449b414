import * as z from "zod";
import { whole } from "./numbers.ts";

const Share = z.number().min(0.0001).max(0.05);

/**
 * When complaints raise an alarm, and when they stop a store's marketing. Large mailboxes ask bulk senders to stay under
 * 0.10 % and never to reach 0.30 % (https://support.google.com/a/answer/81126).
 */
export const ComplaintRateSettings = z
  .strictObject({
    alarm: Share.default(0.0008).describe(
      "From this share of complaints among delivered mails on, an alarm is raised.",
    ),
    pause: Share.default(0.003).describe("Above this share marketing stops until an operator resumes it."),
    days: whole(1, 30).default(7).describe("Of the mails sent in so many days."),
    floor: whole(100, 100_000)
      .default(500)
      .describe("A store that sent fewer mails than these is judged as if it had sent so many."),
    least: whole(2, 100)
      .default(3)
      .describe("Fewer complaints than these never stop marketing, and fewer than two raise no alarm."),
  })
  .refine(({ alarm, pause }) => alarm < pause, { path: ["alarm"], error: "must be less than pause" });
export type ComplaintRateSettings = z.infer<typeof ComplaintRateSettings>;
