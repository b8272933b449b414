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

const queueFinding = async (
  { waiting }: Pick<Inspected, "waiting">,
  name: string,
  physical: string,
  dead: boolean,
): Promise<Finding> => {
  const check = `queue ${name}`;
  const count = await waiting(physical);
  if (count === undefined) return wrong(check, `${physical} is missing`, "Deploy the app stack.");
  if (dead && count > 0)
    return wrong(check, `${count} could not be processed`, "Read the runbook, Dead letters, then redrive them.");
  if (!dead && count > backlog)
    return warning(check, `${count} wait`, "See whether its function fails or is throttled.");
  return ok(check, `${count} wait`);
};

/** Whether anything lies where it should not. How old it is only CloudWatch knows, whose alarms watch that. */
export const checkQueues = async (
  inspected: Pick<Inspected, "waiting">,
  names: { readonly queue: (name: string) => string; readonly deadLetters: (name: string) => string },
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const name of Object.keys(queues).filter(isQueue)) {
    findings.push(...(await look(`queue ${name}`, () => queueFinding(inspected, name, names.queue(name), false))));
    const dead = `${name}-dead`;
    findings.push(...(await look(`queue ${dead}`, () => queueFinding(inspected, dead, names.deadLetters(name), true))));
  }
  return findings;
};

/** Whether the pages that links lead to answer: a link that is none of ours is answered 404 by our function. */
export const checkUrl = async (
  { status }: Pick<Inspected, "status">,
  url: string | undefined,
): Promise<readonly Finding[]> => {
  const check = "public url";
  if (url === undefined)
    return [
      { check, severity: "skipped", found: "not said", todo: "Add --url with the address that links begin with." },
    ];
  return look(check, async () => {
    const answer = await status(`${url.replace(/\/+$/, "")}/u/doctor`);
    return answer === 404
      ? ok(check, url)
      : wrong(check, `${url} answered ${answer} where our page answers 404`, "Check publicUrl and the API's domain.");
  });
};
