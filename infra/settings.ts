import * as z from "zod";

const Domain = z
  .string("must be a domain name such as shop.example")
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    "must be a domain name such as shop.example",
  );

const Mail = z.email("must be a mail address such as ops@shop.example");

/** One or several: a list, or one text with commas as the command line gives it. */
const listed = (one: z.ZodType<string, string>) =>
  z
    .union(
      [z.string().transform((list) => list.split(",").map((part) => part.trim())), z.array(z.string()).readonly()],
      {
        error: "must be a text, or a list of texts",
      },
    )
    .pipe(z.array(one).min(1, "must name at least one, or be left out").readonly());

/** A whole number, which the command line can only give as text. */
const whole = (least: number, most: number, why: string) => {
  const error = `must be a whole number from ${least} to ${most}${why}`;
  return z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], { error })
    .pipe(z.number().int(error).min(least, error).max(most, error));
};

const uuid = "1234abcd-12ab-34cd-56ef-1234567890ab";
const certificateExample = `arn:aws:acm:us-east-1:111122223333:certificate/${uuid}`;
const keyExample = `arn:aws:kms:us-east-1:111122223333:key/${uuid}`;

/** An ARN whose id AWS made, of a key for several regions (`mrk-`) as well. */
const arn = (service: string, resource: string, example: string) =>
  z
    .string(`must be an ARN such as ${example}`)
    .regex(
      new RegExp(
        `^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${resource}/([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$`,
      ),
      `must be an ARN such as ${example}`,
    );

export const StageName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/, "must be 2 to 12 lower-case letters, digits or hyphens")
  .refine((stage) => stage === "prod" || !stage.startsWith("prod"), {
    error: 'must be exactly "prod" where data is to be protected, and must not begin with "prod" elsewhere',
  });

const required = "must be set to deploy here: ";

/** What an operator chooses for one stage. Everything but the sender domain of `prod` has a default. */
export const StageSettings = z.strictObject({
  /** Where to deploy; left out, the CLI's current account and region. */
  account: z
    .string("must be 12 digits in quotes")
    .regex(/^\d{12}$/, "must be 12 digits in quotes")
    .optional(),
  region: z
    .string("must be a region such as us-east-1")
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as us-east-1")
    .optional(),
  /** The domains that stores send from. `send-message` may use no other. */
  senderDomain: listed(Domain).optional(),
  /** `existing` where SES in this account and region knows the sender domains already, from another stage for one. */
  senderIdentity: z.enum(["create", "existing"], 'must be "create" or "existing"').default("create"),
  /** A configuration set of SES to send through instead of one of the stage's own. */
  configurationSet: z
    .string("must be the name of a configuration set")
    .regex(/^[\w-]{1,64}$/, "must be the name of a configuration set: up to 64 letters, digits, hyphens or underscores")
    .optional(),
  /** Who gets the alarms. */
  alertMail: listed(Mail).default([]),
  /** Who in the stores' support hears of complaints, themselves or through the mail address of a chat. */
  supportMail: listed(Mail).default([]),
  /** A name of your own for the API, with its certificate and, so that the record is made too, its hosted zone. */
  apiDomain: Domain.optional(),
  apiCertificateArn: arn("acm", "certificate", certificateExample).optional(),
  apiHostedZoneId: z
    .string("must be the id of a hosted zone such as Z0123456789ABCDEFGHIJ")
    .regex(/^Z[A-Z0-9]{1,31}$/, "must be the id of a hosted zone such as Z0123456789ABCDEFGHIJ")
    .optional(),
  /** Where the API is reached through a CDN or proxy of your own; it begins every link in a message. */
  publicUrl: z
    .string("must begin with https:// and have no slash at the end")
    .regex(/^https:\/\/[a-z0-9.-]+(\/[\w./-]*\w)?$/i, "must begin with https:// and have no slash at the end")
    .optional(),
  /** How many executions of each of the two doors, `receive-webhook` and `public-pages`, are kept warm. */
  provisionedConcurrency: whole(0, 100, ", the executions of each door that are kept warm").default(0),
  /** A key of your own for whatever is stored: `create`, or the ARN of one that you have. */
  kmsKey: z
    .union([z.literal("create"), arn("kms", "key", keyExample)], {
      error: `must be "create", or an ARN such as ${keyExample}`,
    })
    .optional(),
  /** What texts of stores without a number of their own go out from: a number, or a sender ID. */
  smsOrigination: z
    .string("must be a number such as +15555550100 or a sender ID such as SHOP")
    .regex(
      /^(\+[1-9]\d{6,14}|\d{4,7}|(?=.*[A-Za-z])[A-Za-z0-9]{3,11})$/,
      "must be a number such as +15555550100 or 55555, or a sender ID of 3 to 11 letters and digits",
    )
    .optional(),
  /** How many messages are sent at once; SES allows one a second in its sandbox and 14 at first outside it. */
  sendConcurrency: whole(2, 100, "; the event sources of SQS take no less than 2").default(2),
});

/** What `comeback.config.ts` says of a stage. */
export type StageInput = z.input<typeof StageSettings>;

/** The settings of one stage, checked and with every default. */
export type Settings = z.output<typeof StageSettings> & { readonly stage: string };

/** Settings that cannot be deployed. The message names stage and field of everything that is wrong. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** What texts go out from, where a stage has something for them: a number, or else a sender ID. */
export const textsFrom = (
  origination: string | undefined,
): { readonly originationNumber?: string; readonly senderId?: string } => {
  if (origination === undefined) return {};
  return /^\+?\d+$/.test(origination) ? { originationNumber: origination } : { senderId: origination };
};

/** Data outlives its stack and cannot be deleted by accident. */
export const isProtected = ({ stage }: Pick<Settings, "stage">): boolean => stage === "prod";

const regionOf = (arnText: string): string | undefined => arnText.split(":")[3];

export type Problem = { readonly field: keyof StageInput; readonly message: string };

/** What is wrong between the settings of one stage, each of them being right by itself. */
export const contradictions = (settings: Settings): readonly Problem[] => {
  const { senderDomain, region, apiDomain, apiCertificateArn, apiHostedZoneId, kmsKey } = settings;
  const problems: Problem[] = [];
  const check = (wrong: boolean, field: keyof StageInput, message: string): void => {
    if (wrong) problems.push({ field, message });
  };
  const elsewhere = (arnText: string | undefined): boolean =>
    arnText?.startsWith("arn:") === true && region !== undefined && regionOf(arnText) !== region;
  check(
    isProtected(settings) && senderDomain === undefined,
    "senderDomain",
    `${required}the domain that stores send from, such as shop.example. Without it nothing limits what the account sends`,
  );
  check(
    apiDomain !== undefined && apiCertificateArn === undefined,
    "apiCertificateArn",
    `${required}apiDomain needs a certificate for ${apiDomain ?? ""} from ACM, in the stage's region`,
  );
  check(
    apiDomain === undefined && apiCertificateArn !== undefined,
    "apiDomain",
    `${required}apiCertificateArn is the certificate of a domain, so name that domain`,
  );
  check(
    apiDomain === undefined && apiHostedZoneId !== undefined,
    "apiDomain",
    `${required}apiHostedZoneId is where the record of a domain goes, so name that domain`,
  );
  check(
    elsewhere(apiCertificateArn),
    "apiCertificateArn",
    `is in ${regionOf(apiCertificateArn ?? "") ?? ""}, must be in the stage's region ${region ?? ""}: ask ACM for one there`,
  );
  check(
    elsewhere(kmsKey),
    "kmsKey",
    `is in ${regionOf(kmsKey ?? "") ?? ""}, must be in the stage's region ${region ?? ""}`,
  );
  return problems;
};
