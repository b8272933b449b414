import * as z from "zod";
import type { Route } from "../../shared/platform/routes.ts";

const Envelope = z.object({ source: z.string(), "detail-type": z.string(), detail: z.unknown() });

/** `arn:aws:events:us-east-1:123456789012:rule/comeback-prod/comeback-prod-facts`: the name comes last. */
const nameOf = (ruleArn: string): string => ruleArn.slice(ruleArn.lastIndexOf("/") + 1);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The body a rule would have put into its queue. What EventBridge could not deliver lies among the dead letters as the event
 * it took, before the rule made of it what the queue expects
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html). A rule of ours either passes it on as it is,
 * or adds the flow it is of (infra/constructs/flow-rule.ts).
 */
export const asDelivered = (
  body: string,
  ruleArn: string,
  routes: readonly Route[],
  ruleOf: (name: string) => string,
): string => {
  const route = routes.find(({ name }) => ruleOf(name) === nameOf(ruleArn));
  const event = Envelope.safeParse(parse(body));
  if (route?.flow === undefined || !event.success) return body;
  const { source, "detail-type": detailType, detail } = event.data;
  return JSON.stringify({ source, "detail-type": detailType, detail, flow: route.flow });
};
