import { names } from "../../infra/names.ts";
import { checkDns } from "./check-dns.ts";
import { checkMail } from "./check-mail.ts";
import { checkAlarms, checkQueues, checkTexts, checkUrl } from "./check-rest.ts";
import { type Finding, look, warning, worstFirst } from "./finding.ts";
import type { Inspected } from "./inspected.ts";

const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1).toLowerCase();

/** Mailboxes of others: whoever writes from one cannot sign for its domain, and DMARC refuses it. */
const freeMailers = /^(gmail|googlemail|yahoo|outlook|hotmail|live|icloud|aol|gmx|web|proton|protonmail)\.[a-z.]+$/;

export type Examined = {
  /** Its name. */
  readonly stage: string;
  /** What SES sends with, where it is not the stack's own. */
  readonly configurationSet?: string | undefined;
  /** The address that links in messages begin with. */
  readonly publicUrl: () => Promise<string>;
};

/** Looks at everything that a stage on AWS needs, and changes nothing. The findings of what is wrong come first. */
export const examine = async (inspected: Inspected, { stage, ...given }: Examined): Promise<readonly Finding[]> => {
  const { queue, alarm, ...own } = names(stage);
  const configurationSet = { name: given.configurationSet ?? own.configurationSet, own: own.configurationSet };
  let domains: readonly string[] = [];
  const senders = await look("stores", async () => {
    const all = await inspected.senders();
    domains = [...new Set(all.map(({ from }) => domainOf(from)))].sort();
    const borrowed = all.filter(({ from }) => freeMailers.test(domainOf(from)));
    return [
      ...(all.length === 0 ? [warning("stores", "none is registered", "npx comeback stores put store.json …")] : []),
      ...borrowed.map(({ store, from }) =>
        warning(`sender ${store}`, `${domainOf(from)} is no domain of the store's`, "Send from a domain of its own."),
      ),
    ];
  });
  const { findings: mail, mailFrom } = await checkMail(inspected, domains, configurationSet);
  const dns: Finding[] = [];
  for (const domain of domains) dns.push(...(await checkDns(inspected.dns, domain, mailFrom.get(domain))));
  const rest = [
    ...(await checkTexts(inspected)),
    ...(await checkQueues(inspected, { queue })),
    ...(await checkAlarms(inspected, alarm(""))),
    ...(await checkUrl(inspected, given.publicUrl)),
  ];
  return worstFirst([...senders, ...mail, ...dns, ...rest]);
};
