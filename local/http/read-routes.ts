import { Hono } from "hono";
import * as z from "zod";
import { fromEpoch, type Instant, parseInstant } from "../../shared/events/instant.ts";
import { normaliseEmail, normalisePhone } from "../../shared/profile/contact.ts";
import type { Counts } from "../counts.ts";
import type { AlertStore } from "../disk/alerts.ts";
import type { MailStore } from "../disk/mailbox.ts";
import type { MessageStore } from "../disk/messages.ts";
import type { LocalQueries } from "../queries.ts";
import { BadRequestError, readQuery } from "./answers.ts";

const text = z.string().min(1).optional();

/** An address as the pipeline writes it, where it is one. */
const addressOf = (to: string): string => normaliseEmail(to) ?? normalisePhone(to) ?? to;

/** A moment out of a query, in which the `+` of an offset may have been taken for a space. */
const momentOf = (at: string): Instant => {
  const moment = parseInstant(at.trim().replace(/ (?=\d\d:?\d\d$)/, "+"));
  if (moment !== undefined) return moment;
  throw new BadRequestError(`at: must be a moment with its offset, such as 2026-01-31T10:00:00Z; it is ${at}`);
};

export type ReadRoutesOptions = {
  readonly queries: LocalQueries;
  readonly mail: MailStore;
  readonly messages: MessageStore;
  readonly alerts: AlertStore;
  readonly counts: Counts;
  /** The store that is meant when none is named. */
  readonly defaultStore: string;
};

/** What happened, told by the mailbox, the table and the queues. */
export const createReadRoutes = (options: ReadRoutesOptions): Hono => {
  const { queries, mail, messages, alerts, counts } = options;
  return new Hono()
    .get("/messages", async (context) => {
      const { store, to, flow } = readQuery(context, { store: text, to: text, flow: text });
      const address = to === undefined ? undefined : addressOf(to);
      const chosen = mail
        .all()
        .filter((one) => (store === undefined || one.store === store) && (address === undefined || one.to === address));
      const told = await Promise.all(
        chosen.map(async (one) => {
          const record = await queries.recordOf(one.store, one.message);
          const { profileId = null, flow: recordFlow = null, step = null, status = null } = record ?? {};
          return { ...one, profileId, flow: recordFlow, step, status };
        }),
      );
      return context.json(told.filter((one) => flow === undefined || one.flow === flow));
    })
    .get("/decisions", async (context) => {
      return context.json(await queries.decisions(readQuery(context, { store: text, to: text })));
    })
    .get("/profiles/:key", async (context) => {
      const { store = options.defaultStore, at } = readQuery(context, { store: text, at: text });
      const key = context.req.param("key");
      const profile = await queries.profile(store, key, at === undefined ? undefined : momentOf(at));
      return profile
        ? context.json(profile)
        : context.json({ error: `Nobody is known as ${key} in store ${store}.` }, 404);
    })
    .get("/alerts", (context) => {
      readQuery(context, {});
      return context.json(alerts.all());
    })
    .get("/rejected", async (context) =>
      context.json(await queries.rejected(readQuery(context, { store: text }).store)),
    )
    .get("/dead-letters", (context) => {
      readQuery(context, {});
      const letters = messages.deadLetters();
      return context.json(
        letters.map(({ sentAt, deadAt, ...letter }) => ({
          ...letter,
          sentAt: fromEpoch(sentAt),
          at: fromEpoch(deadAt),
        })),
      );
    })
    .get("/counts", (context) => {
      readQuery(context, {});
      return context.json(counts.report());
    });
};
