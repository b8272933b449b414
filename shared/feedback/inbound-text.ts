import * as z from "zod";

/** A text a customer sent us, as AWS End User Messaging puts it on a topic (two-way messaging). */
export const InboundText = z.object({
  originationNumber: z.string().min(1),
  destinationNumber: z.string(),
  messageBody: z.string(),
  inboundMessageId: z.string().optional(),
});
export type InboundText = z.infer<typeof InboundText>;

/** Any reasonable way of saying stop counts (47 CFR 64.1200(a)(10), which names most of these); two are French and Dutch. */
const stops = new Set("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT OPT-OUT REMOVE ARRET TD".split(" "));
const starts = new Set(["START", "YES", "UNSTOP"]);

/** What a text asks for: nothing but a keyword by itself counts, in any case and with any punctuation around it. */
export const keywordOf = (body: string): "stop" | "start" | "other" => {
  const word = body
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toUpperCase()
    .replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "")
    .replace(/\s+/g, "-");
  if (stops.has(word) || stops.has(word.replaceAll("-", ""))) return "stop";
  return starts.has(word) ? "start" : "other";
};
