import {
  AccountSendingPausedException,
  ConfigurationSetDoesNotExistException,
  ConfigurationSetSendingPausedException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  SESServiceException,
} from "@aws-sdk/client-ses";
import {
  AuthorizationErrorException,
  InternalErrorException,
  InvalidParameterException,
  InvalidParameterValueException,
  OptedOutException,
  SNSServiceException,
  ThrottledException,
} from "@aws-sdk/client-sns";
import { classifySendError } from "../../../shared/platform/adapters/classify-send-error.ts";

const answered = (httpStatusCode: number) => ({ $metadata: { httpStatusCode }, message: "told to us" });
const ses = (name: string, status: number, message = "told to us") =>
  new SESServiceException({ ...answered(status), message, name, $fault: status < 500 ? "client" : "server" });
const sns = (name: string, status: number) =>
  new SNSServiceException({ ...answered(status), name, $fault: status < 500 ? "client" : "server" });
const socket = (code: string, syscall?: string, name = "Error") =>
  Object.assign(new Error(`${syscall} ${code}`), { code, name, ...(syscall && { syscall }) });

test.each<[string, unknown, string]>([
  ["the sending rate of SES is exceeded", ses("Throttling", 400, "Maximum sending rate exceeded."), "Throttling"],
  ["the daily quota of SES is exceeded", ses("Throttling", 454, "Daily message quota exceeded."), "Throttling"],
  ["SES throttles under its other name", ses("ThrottlingException", 400), "ThrottlingException"],
  ["SES throttles with a 503", ses("Throttling", 503), "Throttling"],
  ["SNS throttles", new ThrottledException(answered(429)), "ThrottledException"],
  ["too many requests", sns("TooManyRequestsException", 400), "TooManyRequestsException"],
  ["a 429 of an unknown name", sns("Whatever", 429), "Whatever"],
  [
    "sending is paused for the account",
    new AccountSendingPausedException(answered(400)),
    "AccountSendingPausedException",
  ],
  [
    "sending is paused for the configuration set",
    new ConfigurationSetSendingPausedException(answered(400)),
    "ConfigurationSetSendingPausedException",
  ],
  ["the credentials have expired", ses("ExpiredTokenException", 403), "ExpiredTokenException"],
  ["the clock was off", ses("RequestExpired", 400), "RequestExpired"],
  [
    "there are no credentials",
    Object.assign(new Error("none"), { name: "CredentialsProviderError" }),
    "CredentialsProviderError",
  ],
  ["the connection is refused", socket("ECONNREFUSED", "connect"), "ECONNREFUSED"],
  ["the name is not known", socket("ENOTFOUND", "getaddrinfo"), "ENOTFOUND"],
  ["the name server does not answer", socket("EAI_AGAIN", "getaddrinfo"), "EAI_AGAIN"],
  ["there is no way to the host", socket("EHOSTUNREACH", "connect"), "EHOSTUNREACH"],
  ["connecting runs out of time", socket("ETIMEDOUT", "connect", "TimeoutError"), "TimeoutError"],
  [
    "every address of the host refuses",
    Object.assign(new AggregateError([socket("ECONNREFUSED", "connect"), socket("ENETUNREACH", "connect")]), {
      code: "ECONNREFUSED",
    }),
    "ECONNREFUSED",
  ],
])("refused, to be tried again: %s", (_, error, reason) => {
  expect(classifySendError(error)).toEqual({ kind: "refused", retry: true, reason });
});

test.each<[string, unknown, string]>([
  ["SES rejects the message", new MessageRejected(answered(400)), "MessageRejected"],
  [
    "the MAIL FROM domain is not verified",
    new MailFromDomainNotVerifiedException(answered(400)),
    "MailFromDomainNotVerifiedException",
  ],
  [
    "the configuration set does not exist",
    new ConfigurationSetDoesNotExistException(answered(400)),
    "ConfigurationSetDoesNotExistException",
  ],
  ["a parameter of SES is invalid", ses("InvalidParameterValue", 400), "InvalidParameterValue"],
  ["the role may not send", ses("AccessDenied", 403), "AccessDenied"],
  ["a parameter of SNS is invalid", new InvalidParameterException(answered(400)), "InvalidParameterException"],
  ["a value of SNS is invalid", new InvalidParameterValueException(answered(400)), "InvalidParameterValueException"],
  ["the number has opted out", new OptedOutException(answered(400)), "OptedOutException"],
  ["the role may not publish", new AuthorizationErrorException(answered(403)), "AuthorizationErrorException"],
  ["the input fails validation", sns("ValidationError", 400), "ValidationError"],
  ["any other answer with a 4xx", ses("NewInTwentyThirty", 418), "NewInTwentyThirty"],
  ["a 403 that can't be read", Object.assign(new SyntaxError("<html>"), answered(403)), "SyntaxError"],
  ["a rejection without a status", Object.assign(new Error("no"), { name: "MessageRejected" }), "MessageRejected"],
])("refused for good: %s", (_, error, reason) => {
  expect(classifySendError(error)).toEqual({ kind: "refused", retry: false, reason });
});

test.each<[string, unknown, string]>([
  ["a 500 of SES", ses("InternalFailure", 500), "InternalFailure"],
  ["a 503 of SES", ses("ServiceUnavailable", 503), "ServiceUnavailable"],
  ["a 500 of SNS", new InternalErrorException(answered(500)), "InternalErrorException"],
  ["a 502 that can't be read", Object.assign(new SyntaxError("<html>"), answered(502)), "SyntaxError"],
  ["a 200 that can't be read", Object.assign(new SyntaxError("<html>"), answered(200)), "SyntaxError"],
  [
    "a 500 that carries the code of a refused connection",
    Object.assign(ses("Whatever", 500), { code: "ECONNREFUSED" }),
    "Whatever",
  ],
  ["our time-out", socket("ETIMEDOUT", undefined, "TimeoutError"), "TimeoutError"],
  ["a connection dropped while reading", socket("ECONNRESET", "read", "TimeoutError"), "TimeoutError"],
  ["a socket hung up", socket("ECONNRESET"), "ECONNRESET"],
  ["a pipe that broke while writing", socket("EPIPE", "write"), "EPIPE"],
  ["a host that became unreachable while reading", socket("EHOSTUNREACH", "read"), "EHOSTUNREACH"],
  ["an aborted call", Object.assign(new Error("aborted"), { name: "AbortError" }), "AbortError"],
  ["a request the service gave up reading", ses("RequestTimeout", 400), "RequestTimeout"],
  ["a request that was aborted", ses("RequestAbortedException", 400), "RequestAbortedException"],
  ["a 408", ses("Whatever", 408), "Whatever"],
  [
    "several failures of which one had a connection",
    new AggregateError([socket("ECONNREFUSED", "connect"), socket("ECONNRESET", "read")]),
    "unknown",
  ],
  ["a programming error", new TypeError("x is not a function"), "TypeError"],
  ["a nameless error", Object.assign(new Error("?"), { name: "", $metadata: { httpStatusCode: 500 } }), "HTTP 500"],
  ["a number", 42, "unknown"],
  ["nothing", undefined, "unknown"],
  ["null", null, "unknown"],
  ["text", "Throttling", "unknown"],
  ["an object of another shape", { name: 1, code: 2, $metadata: "x", errors: "y" }, "unknown"],
])("proves nothing: %s", (_, error, reason) => {
  expect(classifySendError(error)).toEqual({ kind: "ambiguous", reason });
});

test("the reason never has the provider's message, which may name an address", () => {
  const error = ses("MessageRejected", 400, "Email address is not verified: ada@example.com");
  expect(JSON.stringify(classifySendError(error))).not.toContain("ada@example.com");
});
