import * as z from "zod";
import { OwnChore } from "../../shared/platform/queues.ts";
import type { DeadLetter } from "../stage.ts";

/** What a message is, without anything of whom it is about but hashed ids. */
export type LetterView = {
  readonly id: string;
  readonly since: string;
  readonly what: string;
  readonly store: string | undefined;
  /** Finds the log lines of everything that came of the same webhook. */
  readonly correlationId: string | undefined;
  readonly reason: string | undefined;
};

type Said = Pick<LetterView, "what" | "store" | "correlationId">;

const said = (what: string, store?: string, correlationId?: string): Said => ({ what, store, correlationId });

/** Looser than what the functions read: an event that is not as it should be is here because of it. */
const Known = z.union([
  z
    .object({
      "detail-type": z.string(),
      source: z.string().startsWith("comeback."),
      flow: z.string().optional(),
      detail: z.object({ store: z.string(), correlationId: z.string().optional() }),
    })
    .transform(({ "detail-type": type, flow, detail }) =>
      said(flow === undefined ? type : `${type} for ${flow}`, detail.store, detail.correlationId),
    ),
  z
    .object({ store: z.string(), run: z.string(), correlationId: z.string().optional() })
    .transform(({ run, store, correlationId }) => said(`wake of run ${run}`, store, correlationId)),
  z
    .object({ store: z.string(), message: z.string(), correlationId: z.string().optional() })
    .transform(({ message, store, correlationId }) => said(`message ${message}`, store, correlationId)),
  OwnChore.transform(({ chore, store }) => said(chore, store)),
  z
    .object({ source: z.literal("aws.ses"), "detail-type": z.string() })
    .transform(({ "detail-type": type }) => said(`SES: ${type}`)),
  z.object({ inboundMessageId: z.string() }).transform(() => said("a customer's text")),
  z.object({ Type: z.string(), MessageId: z.string() }).transform(() => said("from a topic: a text, or SES")),
]);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Describes a dead letter by names and ids only, so that it can be shown to anybody. */
export const describeLetter = ({ queue, id, since, reason, body }: DeadLetter): LetterView => {
  const known = Known.safeParse(parse(body));
  return {
    id,
    since,
    reason,
    ...(known.success ? known.data : said(queue === "sweep-dead" ? "a sweep" : "of no known form")),
  };
};
