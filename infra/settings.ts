import * as z from "zod";

const Domain = z
  .string()
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    "must be a domain name such as shop.example",
  );

/** A list in one argument of the command line: `one, another`. */
const listed = <Schema extends z.ZodType<unknown, string>>(one: Schema) =>
  z
    .string()
    .transform((list) => list.split(",").map((part) => part.trim()))
    .pipe(z.array(one).min(1));

const Mail = z.email("must be an email address");

const StageName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,10}[a-z0-9]$/, "must be 2 to 12 lower-case letters, digits or hyphens")
  .refine((stage) => stage === "prod" || !stage.startsWith("prod"), {
    error: 'must be exactly "prod" where data is to be protected, and must not begin with "prod" elsewhere',
  });

/** What an operator chooses per stage, with `cdk -c name=value` or in `cdk.json`. */
export const Settings = z
  .strictObject({
    /** Names every resource. `prod` protects its data from being deleted. */
    stage: StageName.default("dev"),
    /** Where to deploy; left out, the CLI's current account and region. */
    account: z
      .string()
      .regex(/^\d{12}$/, "must be 12 digits")
      .optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as us-east-1")
      .optional(),
    /** The domains that stores send from. `send-message` may use no other. */
    senderDomain: listed(Domain).optional(),
    /** `existing` when SES in this account knows the sender domains already. */
    senderIdentity: z.enum(["create", "existing"]).default("create"),
    /** Who gets the alarms by mail. */
    alertEmail: Mail.optional(),
    /** Who in the stores' support hears of complaints by mail, themselves or through the mail address of a chat. */
    supportMail: listed(Mail).optional(),
    /** Where the API is reached under a name of your own, if it is; it begins every link in a message. */
    publicUrl: z
      .string()
      .regex(/^https:\/\/[a-z0-9.-]+(\/[\w./-]*\w)?$/i, "must begin with https:// and have no slash at the end")
      .optional(),
    /** How many messages are sent at once; SES allows one a second in its sandbox and 14 at first outside it. */
    sendConcurrency: z.coerce
      .number("must be a number")
      .int("must be a whole number")
      .min(2, "must be 2 or more: SQS event sources take no less")
      .max(100, "must be 100 or less")
      .default(2),
  })
  .refine(({ stage, senderDomain }) => stage !== "prod" || senderDomain !== undefined, {
    path: ["senderDomain"],
    error: "is required in prod: without it nothing limits what the account sends from",
  });
export type Settings = z.infer<typeof Settings>;

const names = Object.keys(Settings.shape);

/** A setting that cannot be deployed. The message names every field that is wrong. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * The settings of this synthesis: CDK context first, then the account and region that the CDK CLI found out. Throws
 * {@link SettingsError} before anything is synthesised.
 */
export const readSettings = (
  context: (name: string) => unknown,
  environment: Readonly<Record<string, string | undefined>>,
): Settings => {
  const found: Record<string, unknown> = {
    account: environment["CDK_DEFAULT_ACCOUNT"],
    region: environment["CDK_DEFAULT_REGION"],
  };
  for (const name of names) {
    const value = context(name);
    if (value !== undefined) found[name] = value;
  }
  const result = Settings.safeParse(found);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`);
  throw new SettingsError(`Wrong settings (cdk -c name=value): ${problems.join("; ")}`);
};

/** Data outlives its stack and cannot be deleted by accident. */
export const isProtected = (settings: Settings): boolean => settings.stage === "prod";
