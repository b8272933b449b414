import * as z from "zod";
import type { SendOutcome } from "../ports.ts";

const Failure = z.object({
  name: z.string().catch(""),
  code: z.string().optional().catch(undefined),
  syscall: z.string().optional().catch(undefined),
  errors: z.array(z.unknown()).catch([]),
  $metadata: z.object({ httpStatusCode: z.number() }).optional().catch(undefined),
});
type Failure = z.infer<typeof Failure>;

const failureOf = (error: unknown): Failure => Failure.catch(() => Failure.parse({})).parse(error);

/** Refusals that pass: over a rate or quota, sending paused, credentials or a clock that right themselves. */
const passing = new Set([
  "Throttling",
  "Throttled",
  "KMSThrottling",
  "RequestThrottled",
  "RequestLimitExceeded",
  "TooManyRequests",
  "LimitExceeded",
  "SlowDown",
  "AccountSendingPaused",
  "ConfigurationSetSendingPaused",
  "ExpiredToken",
  "RequestExpired",
  "RequestTimeTooSkewed",
]);

/** Refusals of this very message, or of anything with these settings. */
const lasting = new Set([
  "MessageRejected",
  "MailFromDomainNotVerified",
  "FromEmailAddressNotVerified",
  "ConfigurationSetDoesNotExist",
  "InvalidParameter",
  "InvalidParameterValue",
  "Validation",
  "ValidationError",
  "AccessDenied",
  "AuthorizationError",
  "InvalidSecurity",
  "NotFound",
  "OptedOut",
]);

/** Answers with a 4xx of a request that the service may have begun to act on. */
const cutShort = new Set(["RequestTimeout", "RequestAborted"]);
const requestTimeoutStatus = 408;

/** What fails before a byte of the request is written: no name resolved, no connection made, no credentials to sign. */
const neverSent = (failure: Failure): boolean => {
  if (failure.errors.length > 0) return failure.errors.every((error) => neverSent(failureOf(error)));
  return (
    failure.syscall === "connect" ||
    failure.syscall === "getaddrinfo" ||
    ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"].includes(failure.code ?? "") ||
    failure.name === "CredentialsProviderError"
  );
};

/**
 * What an error of SES `SendRawEmail` or SNS `Publish` proves. Refused, to be tried again: the request never left, or
 * the service turned it away for now; "Maximum sending rate exceeded" and "Daily message quota exceeded" both come as
 * Throttling. Refused for good: any other answer with a 4xx. All the rest (5xx, a time-out, a dropped connection, an
 * answer that can't be read) proves nothing. The reason is a name or a code, never the message: SES puts addresses there.
 *
 * https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html#API_SendRawEmail_Errors
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 * https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
 */
export const classifySendError = (error: unknown): SendOutcome => {
  const failure = failureOf(error);
  const status = failure.$metadata?.httpStatusCode;
  const named = ["", "Error", "AggregateError"].includes(failure.name) ? failure.code : failure.name;
  const reason = named ?? (status === undefined ? "unknown" : `HTTP ${status}`);
  const name = failure.name.replace(/Exception$/, "");

  if (status === undefined && neverSent(failure)) return { kind: "refused", retry: true, reason };
  if (passing.has(name) || status === 429) return { kind: "refused", retry: true, reason };
  if (cutShort.has(name) || status === requestTimeoutStatus) return { kind: "ambiguous", reason };
  if (lasting.has(name) || (status !== undefined && status >= 400 && status < 500))
    return { kind: "refused", retry: false, reason };
  return { kind: "ambiguous", reason };
};
