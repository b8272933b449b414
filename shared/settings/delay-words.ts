import type { Delay } from "./flow-settings.ts";

const units: Readonly<Record<string, string>> = { D: "d", H: "h", M: "min", S: "s" };

/** `P1DT2H` as `1 d 2 h`; undefined for no time at all. */
export const durationWords = (iso: string): string | undefined => {
  const parts = [...iso.matchAll(/(\d+)([DHMS])/g)].filter(([, count]) => Number(count) > 0);
  return parts.length === 0
    ? undefined
    : parts.map(([, count, unit]) => `${count} ${units[unit ?? ""] ?? ""}`).join(" ");
};

/** When a message is due, in words; `quote` is how the name of a moment is set off. */
export const delayWords = (after: Delay, quote = ""): string => {
  if (typeof after === "string") return durationWords(after) ?? "at once";
  if ("worth" in after) {
    const [otherwise, then] = [durationWords(after.otherwise) ?? "at once", durationWords(after.then) ?? "at once"];
    return `${otherwise}; ${then} when worth ${after.worth} of the store's currency or more`;
  }
  const moment = `${quote}${after.of}${quote}`;
  const [distance, side] =
    "before" in after ? [durationWords(after.before), "before"] : [durationWords(after.after), "after"];
  return distance === undefined ? `at ${moment}` : `${distance} ${side} ${moment}`;
};
