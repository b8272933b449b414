import { judgeComplaints, percentOf } from "../../shared/feedback/complaint-rate.ts";
import { ComplaintRateSettings } from "../../shared/settings/complaint-rate.ts";

const settings = ComplaintRateSettings.parse({});

test.each([
  { mails: 10, complaints: 1, alarms: false, pauses: false },
  { mails: 10, complaints: 2, alarms: true, pauses: false },
  { mails: 10, complaints: 3, alarms: true, pauses: true },
  { mails: 500, complaints: 1, alarms: false, pauses: false },
  { mails: 999, complaints: 3, alarms: true, pauses: true },
  { mails: 1000, complaints: 3, alarms: true, pauses: false },
  { mails: 2500, complaints: 2, alarms: true, pauses: false },
  { mails: 2501, complaints: 2, alarms: false, pauses: false },
  { mails: 100_000, complaints: 79, alarms: false, pauses: false },
  { mails: 100_000, complaints: 80, alarms: true, pauses: false },
  { mails: 100_000, complaints: 300, alarms: true, pauses: false },
  { mails: 100_000, complaints: 301, alarms: true, pauses: true },
  { mails: 0, complaints: 0, alarms: false, pauses: false },
])("$complaints complaints about $mails mails: alarm $alarms, pause $pauses", ({ alarms, pauses, ...count }) => {
  expect(judgeComplaints(count, settings)).toMatchObject({ alarms, pauses });
});

test("a rate is said in percent", () => {
  expect(percentOf(0.00312)).toBe("0.31 %");
});

test("an alarm that comes after the pause is no alarm", () => {
  expect(ComplaintRateSettings.safeParse({ alarm: 0.004 }).success).toBe(false);
});
