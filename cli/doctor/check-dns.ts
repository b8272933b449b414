import { type Finding, look, ok, warning, wrong } from "./finding.ts";
import type { Inspected } from "./inspected.ts";

type Dns = Inspected["dns"];

/** The domain, then the ones above it that are still somebody's own: `a.b.example`, `b.example`. */
const withParents = (domain: string): readonly string[] => {
  const labels = domain.split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
};

const tagOf = (record: string, tag: string): string | undefined =>
  new RegExp(`(?:^|;)\\s*${tag}\\s*=\\s*([^;\\s]+)`, "i").exec(record)?.[1]?.toLowerCase();

const startsAs = (version: string) => (record: string) =>
  new RegExp(`^${version}(?:[\\s;]|$)`, "i").test(record.trim());

/** The policy that holds for mail from a domain: its own record, else that of the nearest domain above (RFC 7489, 6.6.3). */
const dmarcFinding = async (dns: Dns, domain: string): Promise<Finding> => {
  const check = `dmarc ${domain}`;
  for (const name of withParents(domain)) {
    const records = (await dns.txt(`_dmarc.${name}`)).filter(startsAs("v=DMARC1"));
    const [record] = records;
    if (record === undefined) continue;
    if (records.length > 1)
      return wrong(check, `${records.length} records at _dmarc.${name}`, "Leave one; of several none counts.");
    const policy = tagOf(record, name === domain ? "p" : "sp") ?? tagOf(record, "p");
    if (policy === undefined || !["none", "quarantine", "reject"].includes(policy))
      return wrong(check, `the record at _dmarc.${name} names no policy`, "Begin with v=DMARC1; p=none; rua=mailto:…");
    if (policy === "none" && tagOf(record, "rua") === undefined)
      return warning(check, "p=none, and nobody gets the reports", "Add rua=mailto:… and read them for some weeks.");
    return ok(check, `p=${policy} at _dmarc.${name}`);
  }
  return wrong(
    check,
    "no record",
    `Publish TXT _dmarc.${domain} "v=DMARC1; p=none; rua=mailto:…"; Gmail and Yahoo want one.`,
  );
};

const spfFinding = async (dns: Dns, mailFrom: string): Promise<Finding> => {
  const check = `spf ${mailFrom}`;
  const records = (await dns.txt(mailFrom)).filter(startsAs("v=spf1"));
  const todo = `Publish TXT ${mailFrom} "v=spf1 include:amazonses.com ~all", once.`;
  const [record] = records;
  if (record === undefined) return wrong(check, "no record", todo);
  if (records.length > 1) return wrong(check, `${records.length} records, of which none counts`, todo);
  if (!/\sinclude:amazonses\.com(\s|$)/i.test(record)) return wrong(check, "does not name amazonses.com", todo);
  return ok(check, record);
};

const mxFinding = async (dns: Dns, mailFrom: string): Promise<Finding> => {
  const check = `mx ${mailFrom}`;
  const hosts = await dns.mx(mailFrom);
  if (hosts.length === 1 && /^feedback-smtp\.[a-z0-9-]+\.amazonses\.com\.?$/i.test(hosts[0] ?? ""))
    return ok(check, hosts[0] ?? "");
  const todo = `Publish exactly one: MX ${mailFrom} 10 feedback-smtp.<region>.amazonses.com, or bounces are lost.`;
  return wrong(check, hosts.length === 0 ? "no record" : hosts.join(", "), todo);
};

/** What the DNS says of a domain that stores send from, and of its MAIL FROM domain where it has one. */
export const checkDns = async (dns: Dns, domain: string, mailFrom: string | undefined): Promise<readonly Finding[]> => [
  ...(await look(`dmarc ${domain}`, () => dmarcFinding(dns, domain))),
  ...(mailFrom === undefined
    ? []
    : [
        ...(await look(`spf ${mailFrom}`, () => spfFinding(dns, mailFrom))),
        ...(await look(`mx ${mailFrom}`, () => mxFinding(dns, mailFrom))),
      ]),
];
