import { type Instant, parseInstant } from "../../shared/events/instant.ts";

/** An instant as a test writes it: `2026-11-05T15:00Z`, in any offset, seconds left out where they are zero. */
export const at = (text: string): Instant => {
  const instant = parseInstant(text) ?? parseInstant(text.replace(/(T\d\d:\d\d)/, "$1:00"));
  if (instant === undefined) throw new Error(`no instant: ${text}`);
  return instant;
};
