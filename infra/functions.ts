import type { QueueName } from "../shared/platform/queues.ts";
import type { QueueConsumerProps } from "./constructs/queue-consumer.ts";

type Consumer = Omit<QueueConsumerProps, "queue" | "dist" | "alarms" | "key" | "maxConcurrency"> & {
  /** `send-message`'s is a setting, since it follows from what the providers allow. */
  readonly maxConcurrency?: number;
};

/**
 * What reads each queue, with the least memory that makes sense (it buys CPU too: 256 MB is enough for a batch nobody
 * waits for, rendering and the two doors get more) and who is hurt when it fails.
 */
export const consumers: Readonly<Record<QueueName, Consumer>> = {
  facts: {
    consumer: "update-profile",
    memoryMegabytes: 256,
    maxConcurrency: 20,
    lateAfterMinutes: 15,
    hurt: {
      failing: "Customers: what they did is not stored, so somebody who has just ordered may still be reminded.",
      late: "Customers: their orders and consents are known late, so reminders may reach people who have bought.",
      lost: "The customers whose facts lie here: an order or a consent of theirs is missing from every decision.",
    },
  },
  catalogue: {
    consumer: "update-catalogue",
    memoryMegabytes: 256,
    maxConcurrency: 5,
    batchingSeconds: 5,
    lateAfterMinutes: 60,
    hurt: {
      failing: "Customers: reminders show old titles and pictures, or products that can no longer be bought.",
      late: "Customers: reminders show products as they were before the store's last changes.",
      lost: "Customers who are reminded of a product whose change lies here: they see it as it was.",
    },
  },
  enrolments: {
    consumer: "enroll",
    memoryMegabytes: 256,
    maxConcurrency: 20,
    lateAfterMinutes: 15,
    hurt: {
      failing: "Customers who start something now: no run is opened, so they never get its messages.",
      late: "Customers who start something now: their runs are opened late, and so are their first messages.",
      lost: "The customers whose events lie here: no run was opened for them, they get no message.",
    },
  },
  wakes: {
    consumer: "advance-run",
    memoryMegabytes: 256,
    maxConcurrency: 20,
    lateAfterMinutes: 30,
    hurt: {
      failing: "Customers with a live run: their messages are not decided, and die at their deadlines.",
      late: "Customers with a live run: their messages are late.",
      lost: "The customers whose wakes lie here: their runs stand still until the sweep finds them.",
    },
  },
  outbox: {
    consumer: "send-message",
    memoryMegabytes: 512,
    lateAfterMinutes: 15,
    hurt: {
      failing: "Customers whose message was decided: it is not sent, or its outcome is not recorded.",
      late: "Customers whose message was decided: it waits, and is withdrawn when its deadline comes.",
      lost: "The customers whose messages lie here: they were claimed and never sent.",
    },
  },
  chores: {
    consumer: "run-chore",
    memoryMegabytes: 256,
    maxConcurrency: 5,
    lateAfterMinutes: 15,
    hurt: {
      failing:
        "Customers who texted STOP, called a mail spam or want to be erased, and stores that uninstalled: nothing comes of it.",
      late: "Customers who texted STOP, called a mail spam or want to be erased, and stores that uninstalled: it takes too long.",
      lost: "Customers whose STOP, complaint or erasure lies here, or a store's that uninstalled: they may still get messages.",
    },
  },
};

/** A webhook is answered within 5 seconds or comes again (Shopify), so a cold start must be quick: more memory. */
export const receiveWebhook = {
  name: "receive-webhook",
  memoryMegabytes: 512,
  timeoutSeconds: 10,
  hurt: "Every customer of the store: its webhooks are not taken. The shop retries for four hours, then stops sending.",
};

export const publicPages = {
  name: "public-pages",
  memoryMegabytes: 512,
  timeoutSeconds: 10,
  hurt: "Customers who click: they can't unsubscribe, which the law lets nobody wait for, or don't reach their cart; and support, which can't close a complaint.",
};

export const sweep = {
  name: "sweep",
  memoryMegabytes: 256,
  timeoutSeconds: 120,
  hurt: "Customers whose wake was lost: nobody finds their runs, and their messages never come; and every store's customers, whose habits go stale.",
};
