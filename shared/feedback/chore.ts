import * as z from "zod";
import { BusMessage } from "../events/catalogue.ts";
import { type Instant, parseInstant } from "../events/instant.ts";
import { InboundText } from "./inbound-text.ts";
import { OwnChore } from "../platform/queues.ts";
import { SesEvent } from "./ses-event.ts";

/** A text with its id, and when it was sent where that is told. */
export type ReceivedText = { readonly text: InboundText; readonly id: string; readonly sentAt: Instant | undefined };

/** Whatever the queue of chores carries. */
export type Chore =
  | { readonly kind: "event"; readonly event: z.infer<typeof BusMessage>["detail"] }
  | { readonly kind: "mail"; readonly event: SesEvent }
  | { readonly kind: "text"; readonly received: ReceivedText }
  /** What run-chore has left for itself. */
  | { readonly kind: "own"; readonly own: OwnChore }
  /** Said by a machine, to nobody. */
  | { readonly kind: "nothing"; readonly what: string };

/** As EventBridge hands it to a queue. */
const FromEventBridge = z.object({ source: z.literal("aws.ses"), detail: SesEvent });

/**
 * As SNS hands it to a queue, without raw delivery:
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
const Envelope = z.object({
  Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: z.string().min(1),
  Message: z.string(),
  Timestamp: z.string().optional(),
});

const Topical = z.union([SesEvent, InboundText]);

/** JSON, or undefined: AWS also puts plain sentences on a topic, such as that it can publish there. */
const parseMaybe = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

type Origin = { readonly id: string; readonly sentAt: Instant | undefined };

const ofTopic = (said: z.infer<typeof Topical>, { id, sentAt }: Origin): Chore =>
  "mail" in said
    ? { kind: "mail", event: said }
    : { kind: "text", received: { text: said, id: said.inboundMessageId ?? id, sentAt } };

const ofEnvelope = ({ Type, MessageId, Message, Timestamp }: z.infer<typeof Envelope>): Chore => {
  const said = Type === "Notification" ? parseMaybe(Message) : undefined;
  if (said === undefined) return { kind: "nothing", what: Type === "Notification" ? "a sentence" : Type };
  return ofTopic(Topical.parse(said), { id: MessageId, sentAt: parseInstant(Timestamp) });
};

/** What SES publishes to a topic when it is allowed to, where delivery is raw. */
const greeting = /^Successfully validated SNS topic/;

const Any = z.union([BusMessage, FromEventBridge, Envelope, OwnChore, Topical]);

/**
 * Reads one body of the queue, whichever way it came: from our own bus, from EventBridge, from a topic in its envelope or
 * raw. `id` is the queue's own, for a text that has none. Throws on what nobody sends.
 */
export const readChore = (body: string, id: string): Chore => {
  if (greeting.test(body)) return { kind: "nothing", what: "a sentence" };
  const parsed = Any.parse(JSON.parse(body));
  if ("Type" in parsed) return ofEnvelope(parsed);
  if ("chore" in parsed) return { kind: "own", own: parsed };
  if (!("source" in parsed)) return ofTopic(parsed, { id, sentAt: undefined });
  return parsed.source === "aws.ses" ? { kind: "mail", event: parsed.detail } : { kind: "event", event: parsed.detail };
};
