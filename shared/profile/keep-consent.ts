import type { Instant } from "../events/instant.ts";
import type { ConsentStatement } from "../events/parts.ts";
import type { Settings } from "../settings/settings.ts";
import type { KeptStatement } from "./said-facts.ts";

type Rules = Pick<Settings, "consent" | "doubleOptInSince">;

/**
 * Whether a yes has to be confirmed before it counts: one said since the store wants that of the channel, and not confirmed
 * by its source. An old yes that is told again is no fresh one.
 */
export const isPending = (
  { state, channel, at, confirmed }: Pick<ConsentStatement, "state" | "channel" | "at" | "confirmed">,
  { doubleOptInSince }: Pick<Rules, "doubleOptInSince">,
): boolean => {
  const since = doubleOptInSince[channel];
  return state === "granted" && confirmed !== true && since !== undefined && at >= since;
};

/** A statement as the log keeps it: with the store's own wording where its sender states none, and whether it counts yet. */
export const keptStatement = (statement: ConsentStatement, toldAt: Instant, rules: Rules): KeptStatement => {
  const { channel, state, wording = state === "granted" ? rules.consent.wording[channel] : undefined } = statement;
  return {
    ...statement,
    ...(wording !== undefined && { wording }),
    ...(isPending(statement, rules) && { pending: true }),
    toldAt,
  };
};
