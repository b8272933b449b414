import { FailedError, UsageError } from "./errors.ts";

const login =
  "Sign in (aws sso login, or aws configure), or set AWS_PROFILE, then try again; `aws sts get-caller-identity` shows who you are.";
const whichStage = "Is it deployed, and are AWS_REGION and AWS_PROFILE those it was deployed with?";

type Advice = {
  readonly fits: RegExp;
  readonly says: (error: Error) => string;
  /** Whatever else is asked fails as well. */
  readonly everywhere?: true;
};

/** What to do, by what AWS calls it. The first that fits the name and the message of an error counts. */
const advice: readonly Advice[] = [
  {
    fits: /Region is missing|ConfigError.*region/i,
    everywhere: true,
    says: () => "No AWS region is set: set AWS_REGION, such as AWS_REGION=us-east-1.",
  },
  {
    fits: /ExpiredToken|TokenProviderError|RequestExpired|token.*expired|session.*expired/i,
    everywhere: true,
    says: () => `Your AWS credentials have expired. ${login}`,
  },
  {
    fits: /CredentialsProviderError|Could not load credentials|NoCredentials/i,
    everywhere: true,
    says: () => `There are no AWS credentials. ${login}`,
  },
  {
    fits: /UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|AuthFailure/i,
    everywhere: true,
    says: () => `AWS does not know these credentials. ${login}`,
  },
  {
    fits: /AccessDenied|not authorized|Unauthorized|Forbidden/i,
    says: (error) =>
      `AWS does not let you do this: ${firstLine(error)}\nAsk for the permission it names, or use another profile (AWS_PROFILE).`,
  },
  {
    fits: /ResourceNotFound|QueueDoesNotExist|NonExistentQueue|NoSuchBucket|Stack with id .* does not exist/i,
    says: (error) => `There is no such stage in this account and region: ${firstLine(error)}\n${whichStage}`,
  },
  {
    fits: /Throttl|TooManyRequests|ProvisionedThroughputExceeded|LimitExceeded|SlowDown/i,
    says: () => "AWS asks to be called less often. Wait a minute and try again; nothing is done twice.",
  },
  {
    fits: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|TimeoutError|socket hang up/i,
    everywhere: true,
    says: (error) =>
      `AWS can't be reached: ${firstLine(error)}\nIs this machine online, and is AWS_REGION a region there is?`,
  },
];

const firstLine = ({ name, message }: Error): string => {
  const [line = ""] = message.split("\n");
  return line === "" ? name : line;
};

const factsOf = (error: Error): string => {
  const code = "code" in error ? String(error.code) : "";
  return `${error.name} ${code} ${error.message}`;
};

const adviceOn = (error: Error): Advice | undefined => advice.find(({ fits }) => fits.test(factsOf(error)));

/** Whether nothing at all can be reached, for want of credentials, a region or a network. */
export const failsEverywhere = (error: unknown): boolean =>
  error instanceof Error && adviceOn(error)?.everywhere === true;

/** What to tell whoever called, and the exit code: 1 it could not be done, 2 it was wrongly called. */
export const whyItFailed = (error: unknown): { readonly text: string; readonly exitCode: 1 | 2 } => {
  if (error instanceof UsageError) return { text: error.message, exitCode: 2 };
  if (error instanceof FailedError) return { text: error.message, exitCode: 1 };
  if (!(error instanceof Error)) return { text: String(error), exitCode: 1 };
  return { text: adviceOn(error)?.says(error) ?? `${error.name}: ${error.message}`, exitCode: 1 };
};
