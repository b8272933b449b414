import type { CountName } from "./metrics-catalogue.ts";

/**
 * What wakes somebody, by the metric that says it. The infrastructure makes one alarm of each, the local run one
 * alert; `hurt` is the alarm's text, and each has its heading in docs/runbook.md.
 */
export const alarms = {
  "webhook-rejected": {
    hurt: "A signed webhook could not be understood: its customer gets no messages about it until somebody looks.",
    runbook: "Webhook kept as rejected",
  },
  "bus-unavailable": {
    hurt: "Webhooks are being answered 503 because the bus does not take them: the shop retries for four hours, then stops.",
    runbook: "Bus does not take events",
  },
  "send-unknown": {
    hurt: "A customer may or may not have got a message: the provider's answer was lost. It is not repeated by itself.",
    runbook: "Message of unknown outcome",
  },
  "send-failed": {
    hurt: "The provider refused a message for good: this customer does not get it.",
    runbook: "Message refused by the provider",
  },
  "complaint-rate-high": {
    hurt: "A store's customers call its mails spam: soon mailboxes sort out all of them, receipts too.",
    runbook: "Many customers complain",
  },
  "marketing-paused": {
    hurt: "So many customers called a store's mails spam that its marketing has stopped by itself: they get none until somebody resumes it.",
    runbook: "Marketing has stopped by itself",
  },
  "template-fallback": {
    hurt: "A store's own words could not be used in a message: its customer read the flow's instead.",
    runbook: "A store's words cannot be used",
  },
  "discount-codes-low": {
    hurt: "The pool of discount codes is running dry: soon customers get the last reminder without its discount.",
    runbook: "Discount codes run low",
  },
  "run-overdue": {
    hurt: "A customer's run had no wake and was found by the sweep: its message is late.",
    runbook: "Runs found overdue",
  },
  "step-gone": {
    hurt: "A deploy removed a step that live runs still needed: these customers' runs ended early.",
    runbook: "Step gone from the code",
  },
} as const satisfies Partial<Record<CountName, { readonly hurt: string; readonly runbook: string }>>;

/** The alarm of the metric `wake-lag`, which has a threshold of its own. */
export const wakeLagAlarm = {
  hurt: "Customers with a live run: their wakes come a quarter of an hour late, and so do their messages.",
  runbook: "Wakes come late",
};

export type AlarmName = keyof typeof alarms;

export const isAlarmName = (name: string): name is AlarmName => Object.hasOwn(alarms, name);
