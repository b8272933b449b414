import * as z from "zod";
import { call } from "./aws.ts";
import { names } from "../../infra/names.ts";
import { stage } from "./cdk.ts";

const Groups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) });
const Events = z.object({ events: z.array(z.object({ message: z.string() })) });

const logs = (action: string, body: Readonly<Record<string, unknown>>): Promise<string> =>
  call({
    service: "logs",
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `Logs_20140328.${action}` },
    body: JSON.stringify(body),
  });

/** Every line that the functions have logged, after the name of its log group. */
export const logLines = async (): Promise<readonly string[]> => {
  const answer = await logs("DescribeLogGroups", { logGroupNamePrefix: names(stage).logGroup("") });
  const { logGroups } = Groups.parse(JSON.parse(answer));
  const lines: string[] = [];
  for (const { logGroupName } of logGroups) {
    const { events } = Events.parse(JSON.parse(await logs("FilterLogEvents", { logGroupName })));
    lines.push(...events.map(({ message }) => `${logGroupName} ${message}`));
  }
  return lines;
};
