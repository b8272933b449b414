import { FailedError, UsageError } from "../../cli/errors.ts";
import { whyItFailed } from "../../cli/why-it-failed.ts";

const named = (name: string, message = "", code?: string): Error =>
  Object.assign(new Error(message), { name, ...(code !== undefined && { code }) });

test.each([
  ["no region", named("Error", "Region is missing"), "set AWS_REGION"],
  ["no credentials", named("CredentialsProviderError", "Could not load credentials from any providers"), "Sign in"],
  ["an old token", named("ExpiredTokenException", "The security token included in the request is expired"), "expired"],
  ["an old session", named("TokenProviderError", "Token is expired. To refresh this SSO session run"), "expired"],
  [
    "foreign credentials",
    named("UnrecognizedClientException", "The security token is invalid."),
    "does not know these",
  ],
  [
    "no permission",
    named("AccessDeniedException", "User: arn:aws:iam::1:user/a is not authorized to perform: dynamodb:Query"),
    "not authorized to perform: dynamodb:Query",
  ],
  ["no table", named("ResourceNotFoundException", "Requested resource not found"), "no such stage"],
  ["no stack", named("ValidationError", "Stack with id comeback-x-app does not exist"), "no such stage"],
  ["no queue", named("QueueDoesNotExist", "The specified queue does not exist."), "no such stage"],
  ["too many calls", named("ThrottlingException", "Rate exceeded"), "Wait a minute"],
  ["no network", named("Error", "getaddrinfo ENOTFOUND dynamodb.us-east-9.amazonaws.com", "ENOTFOUND"), "online"],
])("%s becomes a line that says what to do", (_what, error, saying) => {
  const { text, exitCode } = whyItFailed(error);
  expect(exitCode).toBe(1);
  expect(text).toContain(saying);
  expect(text).not.toMatch(/\n\s+at /);
});

test("what was wrongly called ends with 2, what could not be done with 1, in its own words", () => {
  expect(whyItFailed(new UsageError("There is no store x."))).toEqual({ text: "There is no store x.", exitCode: 2 });
  expect(whyItFailed(new FailedError("Access denied by the local run."))).toEqual({
    text: "Access denied by the local run.",
    exitCode: 1,
  });
});

test("an error nobody knows keeps its name", () => {
  expect(whyItFailed(new TypeError("x is not a function"))).toEqual({
    text: "TypeError: x is not a function",
    exitCode: 1,
  });
});
