import type { SESClientConfig } from "@aws-sdk/client-ses";

/** How a client of a provider is built; what is left out comes from Lambda's environment. */
export type ProviderClientOptions = Pick<SESClientConfig, "endpoint" | "region" | "credentials"> & {
  readonly timeoutMilliseconds?: number;
};

/**
 * One attempt a call, given up after 10 s (connecting: 3 s), since a message must never be handed over twice and the
 * function has 30 s. Without `throwOnRequestTimeout` the SDK only logs that the time is over and waits on; it stops
 * counting when the answer's headers are in, from there `socketTimeout` ends a body that stands still.
 */
export const onceOnly = ({ timeoutMilliseconds = 10_000, ...options }: ProviderClientOptions) => ({
  ...options,
  maxAttempts: 1,
  requestHandler: {
    connectionTimeout: Math.min(3_000, timeoutMilliseconds),
    requestTimeout: timeoutMilliseconds,
    socketTimeout: timeoutMilliseconds,
    throwOnRequestTimeout: true,
  },
});
