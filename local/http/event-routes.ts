import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import * as z from "zod";
import { InboundText } from "../../shared/feedback/inbound-text.ts";
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

/** In short, with an id of AWS's own where a text is to come twice. */
const Text = z.strictObject({
  from: z.string().min(1),
  to: z.string(),
  body: z.string(),
  id: z.string().min(1).optional(),
});
/** As a topic hands it to a queue; it goes on as it came. */
const Envelope = z.looseObject({ Type: z.string(), MessageId: z.string(), Message: z.string() });
const Bridged = z.looseObject({ source: z.literal("aws.ses"), detail: z.looseObject(SesEvent.shape) });
const Bare = z.looseObject(SesEvent.shape);
const RawText = z.looseObject(InboundText.shape);

type Mailed = z.infer<typeof Bare>;

/** A provider's event, put on the queue that AWS would put it on, in the shape that AWS gives it. */
export const createEventRoutes = ({ messages, mail, clock, notify }: EventRoutesOptions): Hono => {
  const accept = (body: unknown): { status: string } => {
    messages.add("chores", JSON.stringify(body), clock.nowMs());
    notify();
    return { status: "accepted" };
  };
  /**
   * SES gives back what it was sent: the tags with an event of a configuration set, the headers with a notification of an
   * identity that includes them. Here the mailbox knows what they were.
   */
  const asSent = (event: Mailed): Mailed => {
    const known = mail.find(event.mail.messageId);
    if (known === undefined) return event;
    const headers = Object.entries(known.headers).map(([name, value]) => ({ name, value }));
    const tags = { "comeback-store": [known.store], "comeback-message": [known.message], ...event.mail.tags };
    const told = event.eventType === undefined ? { headers } : { tags };
    return { ...event, mail: { ...event.mail, ...told } };
  };
  return new Hono()
    .post("/ses", async (context) => {
      readQuery(context, {});
      const event = await readJson(context, z.union([Envelope, Bridged, Bare]));
      if ("Message" in event) return context.json(accept(event));
      if ("detail" in event) return context.json(accept({ ...event, detail: asSent(Bare.parse(event.detail)) }));
      const sent = asSent(Bare.parse(event));
      // Notifications of an identity come by a topic, and nowhere else.
      if (sent.eventType === undefined) {
        const Timestamp = clock.now();
        return context.json(
          accept({ Type: "Notification", MessageId: randomUUID(), Message: `${JSON.stringify(sent)}\n`, Timestamp }),
        );
      }
      return context.json(accept({ source: "aws.ses", "detail-type": `Email ${sent.eventType}`, detail: sent }));
    })
    .post("/sms", async (context) => {
      readQuery(context, {});
      const said = await readJson(context, z.union([Text, Envelope, RawText]));
      if (!("from" in said && "to" in said && "body" in said)) return context.json(accept(said));
      const { from, to, body, id = randomUUID() } = Text.parse(said);
      return context.json(
        accept({ originationNumber: from, destinationNumber: to, messageBody: body, inboundMessageId: id }),
      );
    });
};
