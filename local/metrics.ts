import { alarms, isAlarmName } from "../shared/platform/alarms.ts";
import { queues, type QueueName } from "../shared/platform/queues.ts";
import type { Clock, MetricsTaker } from "../shared/platform/ports.ts";
import type { AlertStore } from "./disk/alerts.ts";

const isQueue = (name: string): name is QueueName => Object.hasOwn(queues, name);

export type MetricsOptions = { readonly alerts: AlertStore; readonly clock: Clock };

/** Turns each metric that has an alarm into an alert; the others are nobody's business here. */
export const createMetrics = ({ alerts, clock }: MetricsOptions): MetricsTaker => ({
  count: (name, dimensions = {}, value = 1) => {
    if (value > 0 && isAlarmName(name)) alerts.add({ at: clock.now(), alarm: name, ...alarms[name], dimensions });
  },
  measure: () => undefined,
});

/** The alert that a message in a dead-letter queue raises. */
export const alertOfDeadLetter = ({ alerts, clock }: MetricsOptions, queue: string): void =>
  alerts.add({
    at: clock.now(),
    alarm: `${queue}-dead`,
    hurt: `Could not be processed: ${isQueue(queue) ? queues[queue].purpose : `what ${queue} does`}.`,
    runbook: "Dead letters",
    dimensions: { queue },
  });
