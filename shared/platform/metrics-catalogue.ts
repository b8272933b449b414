type Described = {
  /** As CloudWatch names it. What is counted adds up; seconds and percent are measured, each value for itself. */
  readonly unit: "Count" | "Seconds" | "Percent";
  /** Besides `stage`, which all have. Only what is one of a few values known beforehand: each combination is paid for. */
  readonly dimensions: readonly string[];
  readonly meaning: string;
};

/**
 * Everything the functions tell CloudWatch, in the namespace `Comeback`: for the stage alone, and once more for the
 * dimensions of its own. docs/metrics.md is generated from it, `Metrics` takes nothing else, alarms.ts names those that
 * wake somebody.
 */
export const metrics = {
  webhook: {
    unit: "Count",
    dimensions: ["source", "topic", "answer"],
    meaning:
      "a webhook, by what it was answered: accepted, ignored (nothing depends on its topic), rejected (signed but not understood, kept for a person), refused (signature), unknown (store or source), too-large, unavailable (comes again)",
  },
  "webhook-rejected": {
    unit: "Count",
    dimensions: ["source", "topic"],
    meaning: "a signed webhook of which something could not be understood and was kept for a person",
  },
  "bus-unavailable": { unit: "Count", dimensions: [], meaning: "the bus did not take what a webhook told" },
  fact: { unit: "Count", dimensions: ["type"], meaning: "an event that was stored, new or known" },
  "fact-lag": { unit: "Seconds", dimensions: [], meaning: "from a webhook's arrival to its fact being stored" },
  "fact-erased": { unit: "Count", dimensions: [], meaning: "a fact that came for somebody erased, and was removed" },
  "run-opened": { unit: "Count", dimensions: ["flow"], meaning: "a run that began" },
  "run-finished": { unit: "Count", dimensions: ["flow", "reason"], meaning: "a run that ended, and why" },
  "run-overdue": { unit: "Count", dimensions: ["flow"], meaning: "a run that the sweep found, since nothing woke it" },
  "run-erased": { unit: "Count", dimensions: ["flow"], meaning: "a run of somebody erased, removed" },
  "step-gone": {
    unit: "Count",
    dimensions: [],
    meaning: "a run that ended early, because the code no longer has its next step or its flow",
  },
  "enrolment-erased": {
    unit: "Count",
    dimensions: [],
    meaning: "what was opened for somebody erased meanwhile, and removed",
  },
  "wake-lag": { unit: "Seconds", dimensions: [], meaning: "how late a wake arrived against when it was meant to" },
  decision: {
    unit: "Count",
    dimensions: ["flow", "outcome", "reason"],
    meaning: "a decision: send, defer, skip or exit, and the gate or exit that made it so",
  },
  send: {
    unit: "Count",
    dimensions: ["channel", "status"],
    meaning: "a message that reached a state: sent, failed, withdrawn, unknown",
  },
  "send-lag": { unit: "Seconds", dimensions: [], meaning: "from a message's hand-over to its provider's yes" },
  "send-unknown": { unit: "Count", dimensions: [], meaning: "a message that may or may not have gone out" },
  "send-failed": { unit: "Count", dimensions: [], meaning: "a message that its provider refused for good" },
  "send-throttled": {
    unit: "Count",
    dimensions: ["channel"],
    meaning: "a message that its provider put off, to be tried again",
  },
  "handover-repeated": {
    unit: "Count",
    dimensions: [],
    meaning: "a claimed message that nobody had sent, handed over again by the sweep",
  },
  "message-erased": { unit: "Count", dimensions: ["channel"], meaning: "a message of somebody erased, removed" },
  "template-fallback": {
    unit: "Count",
    dimensions: ["flow", "step"],
    meaning: "a message in the flow's words, since the store's own could not be used",
  },
  "discount-codes-low": {
    unit: "Count",
    dimensions: ["store"],
    meaning: "a code taken from a pool that is running low",
  },
  "mail-report": {
    unit: "Count",
    dimensions: ["report"],
    meaning:
      "what SES told of a mail: send, delivery, delay, bounce, complaint, reject, rendering-failure, open, click",
  },
  suppressed: { unit: "Count", dimensions: ["reason"], meaning: "an address that is not written to any more" },
  "complaint-rate": {
    unit: "Percent",
    dimensions: ["store"],
    meaning: "complaints per mail over the store's days (7), each time a mail is called spam",
  },
  "complaint-rate-high": { unit: "Count", dimensions: ["store"], meaning: "a complaint that made it too many" },
  "marketing-paused": { unit: "Count", dimensions: ["store"], meaning: "a store whose marketing stopped by itself" },
  "inbound-text": { unit: "Count", dimensions: ["keyword"], meaning: "a customer's text: stop, start, help, other" },
  unsubscribed: { unit: "Count", dimensions: ["channel"], meaning: "a stop on the unsubscribe page" },
  "preferences-saved": { unit: "Count", dimensions: [], meaning: "preferences that were saved" },
  "consent-confirmed": { unit: "Count", dimensions: ["channel"], meaning: "a yes that was confirmed by its link" },
  "complaint-settled": { unit: "Count", dimensions: ["by"], meaning: "a customer's complaint that support closed" },
  "survey-answered": { unit: "Count", dimensions: ["score"], meaning: "an answer to the survey, 1 to 5" },
  click: { unit: "Count", dimensions: ["channel", "by"], meaning: "a link that a person or a machine followed" },
  "click-lost": { unit: "Count", dimensions: [], meaning: "a click that led on, but could not be recorded" },
  "person-erased": { unit: "Count", dimensions: [], meaning: "a request for erasure that was carried out" },
  "person-exported": { unit: "Count", dimensions: [], meaning: "a request for access that was answered" },
  "store-uninstalled": { unit: "Count", dimensions: [], meaning: "a store that removed the app" },
  "store-erased": { unit: "Count", dimensions: [], meaning: "a store whose erasure began" },
  "habits-counted": {
    unit: "Count",
    dimensions: ["store"],
    meaning: "a store's customers' rhythm, counted anew once a day",
  },
} as const satisfies Readonly<Record<string, Described>>;

export type MetricName = keyof typeof metrics;

type Named<Unit extends Described["unit"]> = {
  [Name in MetricName]: (typeof metrics)[Name]["unit"] extends Unit ? Name : never;
}[MetricName];

/** What happens, one by one. */
export type CountName = Named<"Count">;
/** What has a size each time. */
export type MeasureName = Named<"Seconds" | "Percent">;

export type DimensionOf<Name extends MetricName> = (typeof metrics)[Name]["dimensions"][number];

/** The unit of a metric by its name; a count for whatever is not in the catalogue. */
export const unitOf = (name: string): Described["unit"] =>
  Object.entries(metrics).find(([known]) => known === name)?.[1].unit ?? "Count";
