import { judgeComplaints, percentOf } from "../../shared/feedback/complaint-rate.ts";
import type { Report } from "../../shared/feedback/ses-event.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { countComplaint, countMail, type Counted, readComplaintCount } from "../../shared/store/complaint-counts.ts";
import { hashId } from "../../shared/store/keys.ts";
import type { Message } from "../../shared/store/messages.ts";
import { pauseMarketing, readStore, type StoreRead } from "../../shared/store/stores.ts";
import { type Attempt, sendOnce } from "./send-once.ts";

type Needs = Pick<Ports, "clock" | "table" | "support" | "metrics" | "log">;

type Stopped = { readonly at: Instant; readonly reason: string };

const tellSupport = async (
  ports: Needs,
  { settings }: StoreRead,
  stopped: Stopped,
  attempt: Attempt,
): Promise<void> => {
  const { id: store, brand } = settings;
  const id = hashId("marketing-paused", store, stopped.at);
  const draft = { id, store, person: "", flow: "complaint-rate", step: "paused", channel: "support" } as const;
  const text = [
    `${brand.name} sends no marketing since ${stopped.at}: ${stopped.reason}.`,
    "",
    "Too many readers called its mails spam. If that goes on, mailboxes sort out all of them, receipts too.",
    "Messages that are no advertising still go out.",
    "",
    "Find out who complained and how they came on the list, then resume:",
    `npx comeback resume ${store} --stage STAGE`,
    "",
  ].join("\n");
  await sendOnce(ports, { ...draft, correlationId: id }, attempt, (message) =>
    ports.support.send({ message: message.id, store, subject: `${brand.name}: marketing has stopped by itself`, text }),
  );
};

/** Looks at the rate of a store about whose mail somebody complained: raises the alarm, and stops its marketing. */
const watchRate = async (ports: Needs, store: StoreRead, fresh: boolean, attempt: Attempt): Promise<void> => {
  const { clock, table, metrics, log } = ports;
  const { id, complaintRate } = store.settings;
  const now = clock.now();
  const count = await readComplaintCount(table, id, store.state.marketingSince, now, complaintRate.days);
  const { rate, mails, complaints, alarms, pauses } = judgeComplaints(count, complaintRate);
  if (fresh) metrics.measure("complaint-rate", { store: id }, rate * 100);
  if (alarms && fresh) {
    metrics.count("complaint-rate-high", { store: id });
    log.warn("many readers complain", { store: id, mails, complaints, rate: percentOf(rate) });
  }
  if (!pauses) return;
  const reason = `${complaints} complaints about ${mails} mails in ${complaintRate.days} days, ${percentOf(rate)}`;
  const { stopped, news } = await pauseMarketing(table, id, { at: now, reason });
  if (news) {
    metrics.count("marketing-paused", { store: id });
    log.error("marketing has stopped by itself", { store: id, mails, complaints, rate: percentOf(rate) });
  }
  await tellSupport(ports, store, stopped, attempt);
};

/**
 * Counts a mail when its provider first tells of it, and a complaint about it, on the day it was sent. What was sent before
 * an operator resumed marketing counts no more.
 */
export const countReport = async (
  ports: Needs,
  message: Message,
  report: Report,
  sentAt: Instant,
  attempt: Attempt,
): Promise<void> => {
  const { table } = ports;
  if (message.channel !== "email") return;
  const store = await readStore(table, message.store);
  if (store === undefined) return;
  const since = store.state.marketingSince;
  if (since !== undefined && sentAt <= since) return;
  const counted: Counted = { store: message.store, since, message: message.id, sentAt };
  if (message.reports === undefined) await countMail(table, counted);
  if (report !== "complaint") return;
  await countComplaint(table, counted);
  await watchRate(ports, store, message.reports?.complaint === undefined, attempt);
};
