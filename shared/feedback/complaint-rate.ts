import type { ComplaintRateSettings } from "../settings/complaint-rate.ts";

export type ComplaintVerdict = {
  readonly mails: number;
  readonly complaints: number;
  /** Complaints per mail; a store of few mails is judged as if it had sent the settings' floor. */
  readonly rate: number;
  readonly alarms: boolean;
  readonly pauses: boolean;
};

/** What so many complaints about so many mails come to. */
export const judgeComplaints = (
  { mails, complaints }: { readonly mails: number; readonly complaints: number },
  { alarm, pause, floor, least }: ComplaintRateSettings,
): ComplaintVerdict => {
  const rate = complaints / Math.max(mails, floor);
  return {
    mails,
    complaints,
    rate,
    alarms: complaints >= 2 && rate >= alarm,
    pauses: complaints >= least && rate > pause,
  };
};

/** A rate as it is said: `0.25 %`. */
export const percentOf = (rate: number): string => `${(rate * 100).toFixed(2)} %`;
