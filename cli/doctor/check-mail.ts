import { type Finding, look, ok, warning, wrong } from "./finding.ts";
import type { Identity, Inspected } from "./inspected.ts";

/** What SES allows a day in its sandbox (https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html). */
const sandboxPerDay = 200;

const quotaFinding = ({ perDay, perSecond, sent }: Awaited<ReturnType<Inspected["mail"]["quota"]>>): Finding => {
  const check = "ses quota";
  const found = `${sent} of ${perDay} mails in the last 24 hours, ${perSecond} a second`;
  if (perDay >= 0 && perDay <= sandboxPerDay)
    return wrong(check, `${found}: the sandbox, which writes to verified addresses only`, "Ask for production access.");
  if (perDay > 0 && sent >= perDay * 0.8)
    return warning(check, found, "Ask for a higher quota, or mails wait until there is room.");
  return ok(check, found);
};

const verificationFinding = (name: string, { verification }: Identity): Finding => {
  const check = `identity ${name}`;
  if (verification === "Success") return ok(check, "verified");
  const todo =
    "Deploy with it in senderDomain and publish the records that the stack puts out (docs/deliverability.md).";
  return wrong(check, verification === undefined ? "SES does not know it" : `verification: ${verification}`, todo);
};

const dkimFinding = (name: string, { dkim }: Identity): Finding => {
  const check = `dkim ${name}`;
  if (dkim === "Success") return ok(check, "signs, and its records are found");
  const todo = "Publish the three CNAME records; Gmail and Yahoo refuse bulk mail that is not signed by its domain.";
  return wrong(check, dkim === undefined ? "Easy DKIM is off" : `Easy DKIM: ${dkim}`, todo);
};

const mailFromFinding = (name: string, { mailFrom }: Identity): Finding => {
  const check = `mail-from ${name}`;
  if (mailFrom?.status === "Success") return ok(check, mailFrom.domain);
  if (mailFrom !== undefined)
    return wrong(check, `${mailFrom.domain}: ${mailFrom.status}`, "Publish its MX and TXT records, or take it off.");
  return warning(
    check,
    "none of its own: SPF passes for amazonses.com, and DMARC by DKIM alone",
    "Set a custom MAIL FROM domain such as bounce.<domain> (docs/deliverability.md).",
  );
};

/** What was found, and the MAIL FROM domains that are in use, by the domain that is sent from. */
export type MailFindings = { readonly findings: readonly Finding[]; readonly mailFrom: ReadonlyMap<string, string> };

/** Whether SES may send, as much as it is asked to, from the domains that the stores send from. */
export const checkMail = async (
  { mail }: Pick<Inspected, "mail">,
  domains: readonly string[],
  /** The one it sends with, and the one that the stack would make. */
  configurationSet: { readonly name: string; readonly own: string },
): Promise<MailFindings> => {
  const account = [
    await look("ses sending", async () =>
      (await mail.sendingEnabled())
        ? ok("ses sending", "enabled")
        : wrong(
            "ses sending",
            "AWS or somebody has stopped it",
            "Read AWS's mail about it, then enable sending again.",
          ),
    ),
    await look("ses quota", async () => quotaFinding(await mail.quota())),
    await look("ses configuration set", async () =>
      (await mail.hasConfigurationSet(configurationSet.name))
        ? ok("ses configuration set", configurationSet.name)
        : wrong(
            "ses configuration set",
            `${configurationSet.name} is missing`,
            configurationSet.name === configurationSet.own
              ? "Deploy the app stack."
              : "Make it in SES, or take configurationSet out of comeback.config.ts and deploy: the stack makes its own.",
          ),
    ),
  ];
  const mailFrom = new Map<string, string>();
  const identities: Finding[][] = [];
  for (const domain of domains)
    identities.push(
      await look(`identity ${domain}`, async () => {
        const identity = await mail.identity(domain);
        const verified = verificationFinding(domain, identity);
        if (verified.severity !== "ok") return verified;
        if (identity.mailFrom !== undefined) mailFrom.set(domain, identity.mailFrom.domain);
        return [verified, dkimFinding(domain, identity), mailFromFinding(domain, identity)];
      }),
    );
  return { findings: [...account, ...identities].flat(), mailFrom };
};
