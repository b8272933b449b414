import { consumers } from "../../infra/functions.ts";
import { type QueueName, queues } from "../../shared/platform/queues.ts";
import { type Finding, look, ok, warning, wrong } from "./finding.ts";
import type { Inspected } from "./inspected.ts";

/** Whether SNS may send texts, and for how much money. */
export const checkTexts = async ({ texts }: Pick<Inspected, "texts">): Promise<readonly Finding[]> => [
  ...(await look("sms sandbox", async () =>
    (await texts.inSandbox())
      ? warning("sms sandbox", "texts reach verified numbers only", "Leave the sandbox (SNS console, Text messaging).")
      : ok("sms sandbox", "left"),
  )),
  ...(await look("sms spend limit", async () => {
    const dollars = (await texts.spendLimit()) ?? 1;
    const found = `US$${dollars} a month`;
    return dollars <= 1
      ? warning("sms spend limit", found, "Ask for more in Service Quotas, then set it: above it texts are dropped.")
      : ok("sms spend limit", found);
  })),
];

/** So many that a queue is not keeping up. */
const backlog = 1000;

const isQueue = (name: string): name is QueueName => Object.hasOwn(queues, name);

const minutes = (seconds: number): string => (seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`);

const queueFinding = async (
  { waiting, oldest }: Pick<Inspected, "waiting" | "oldest">,
  name: QueueName,
  physical: string,
): Promise<Finding> => {
  const check = `queue ${name}`;
  const count = await waiting(physical);
  if (count === undefined) return wrong(check, `${physical} is missing`, "Deploy the app stack.");
  const age = count === 0 ? undefined : await oldest(physical);
  const found = age === undefined ? `${count} wait` : `${count} wait, the oldest for ${minutes(age)}`;
  const { hurt, lateAfterMinutes } = consumers[name];
  if (age !== undefined && age >= lateAfterMinutes * 60)
    return warning(check, `${found}. ${hurt.late}`, `See the runbook, Queue ${name} is late.`);
  if (count > backlog) return warning(check, found, "See whether its function fails or is throttled.");
  return ok(check, found);
};

/** Whether the queues are kept up with. What died is looked at apart. */
export const checkQueues = async (
  inspected: Pick<Inspected, "waiting" | "oldest">,
  names: { readonly queue: (name: string) => string },
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const name of Object.keys(queues).filter(isQueue))
    findings.push(...(await look(`queue ${name}`, () => queueFinding(inspected, name, names.queue(name)))));
  return findings;
};

/** What wakes somebody at this moment: each alarm names who is hurt and its heading in the runbook. */
export const checkAlarms = async ({ alarms }: Pick<Inspected, "alarms">, prefix: string): Promise<readonly Finding[]> =>
  look("alarms", async () => {
    const raised = await alarms(prefix);
    if (raised.length === 0) return ok("alarms", "none goes off");
    return raised.map(({ name, description, since }) => {
      const [, hurt = description, todo = "See docs/runbook.md."] =
        /^(.*?)\s*What to do: (.*)$/s.exec(description) ?? [];
      return wrong(
        `alarm ${name.slice(prefix.length)}`,
        `${since === undefined ? "" : `since ${since}: `}${hurt}`,
        todo,
      );
    });
  });

/** Whether the pages that links lead to answer: a link that is none of ours is answered 404 by our function. */
export const checkUrl = async (
  { status }: Pick<Inspected, "status">,
  publicUrl: () => Promise<string>,
): Promise<readonly Finding[]> => {
  const check = "public url";
  return look(check, async () => {
    const url = (await publicUrl()).replace(/\/+$/, "");
    const answer = await status(`${url}/u/doctor`).catch(() => undefined);
    if (answer === 404) return ok(check, url);
    const found =
      answer === undefined ? `nothing answers at ${url}` : `${url} answered ${answer} where our page answers 404`;
    return wrong(check, found, "Check publicUrl, its DNS record and the API's domain.");
  });
};
