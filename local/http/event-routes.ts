import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import * as z from "zod";
import type { InboundText } from "../../shared/feedback/inbound-text.ts";
import { SesEvent } from "../../shared/feedback/ses-event.ts";
import type { LocalClock } from "../clock.ts";
import type { MailStore } from "../disk/mailbox.ts";
import type { MessageStore } from "../disk/messages.ts";
import { readJson, readQuery } from "./answers.ts";

export type EventRoutesOptions = {
  readonly messages: MessageStore;
  readonly mail: MailStore;
  readonly clock: LocalClock;
  /** Called when something has been put on a queue. */
  readonly notify: () => void;
};

const Text = z.strictObject({ from: z.string().min(1), to: z.string(), body: z.string() });

/** A provider's event, put on the queue that AWS would put it on, in the shape that AWS gives it. */
export const createEventRoutes = ({ messages, mail, clock, notify }: EventRoutesOptions): Hono => {
  const accept = (body: unknown): { status: string } => {
    messages.add("chores", JSON.stringify(body), clock.nowMs());
    notify();
    return { status: "accepted" };
  };
  /** SES gives the tags of a message back with each of its events; here the mailbox knows what they were. */
  const tagsOf = (messageId: string): Record<string, string[]> => {
    const known = mail.find(messageId);
    return known === undefined ? {} : { "comeback-store": [known.store], "comeback-message": [known.message] };
  };
  return new Hono()
    .post("/ses", async (context) => {
      readQuery(context, {});
      const event = await readJson(context, z.looseObject(SesEvent.shape));
      const name = event.eventType ?? event.notificationType ?? "";
      const tagged = { ...event.mail, tags: { ...tagsOf(event.mail.messageId), ...event.mail.tags } };
      const detail = { ...event, mail: tagged };
      return context.json(accept({ source: "aws.ses", "detail-type": `Email ${name}`, detail }));
    })
    .post("/sms", async (context) => {
      readQuery(context, {});
      const { from, to, body } = await readJson(context, Text);
      const inboundMessageId = randomUUID();
      const text: InboundText = { originationNumber: from, destinationNumber: to, messageBody: body, inboundMessageId };
      return context.json(accept(text));
    });
};
