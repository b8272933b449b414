import { Logger } from "@aws-lambda-powertools/logger";
import { withCorrelation } from "../correlation.ts";
import type { Log } from "../ports.ts";

const isFrame = (line: string): boolean => /^\s+at .*:\d+:\d+\)?$/.test(line);

/**
 * An error by its name and where it came from. Its message stays out: providers quote addresses in theirs, parsers the
 * text they stumbled over.
 */
export const withoutMessage = (_key: string, value: unknown): unknown => {
  if (!(value instanceof Error)) return value;
  const frames = (value.stack ?? "").replace(value.message, "").split("\n").filter(isFrame);
  return {
    name: value.name,
    ...("code" in value && { code: value.code }),
    at: frames.slice(0, 8).map((line) => line.trim()),
    ...(value.cause !== undefined && { cause: value.cause }),
  };
};

/** One JSON line each on standard output, from `info` up, with the id of the event or message it is about. */
export const createPowertoolsLog = ({ service, stage }: { readonly service: string; readonly stage: string }): Log => {
  const logger = new Logger({
    serviceName: service,
    logLevel: "INFO",
    persistentKeys: { stage },
    jsonReplacerFn: withoutMessage,
  });
  return withCorrelation({
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
  });
};
