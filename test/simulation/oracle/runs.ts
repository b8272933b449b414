import type { Check } from "./check.ts";
import { hour } from "./clock.ts";
import { epoch, groupBy } from "./history.ts";
import { erasureOf } from "./kept.ts";
import { ownerIn } from "./people.ts";

/** Told this soon after it happened, the last of its messages is far from being too late. */
const fresh = 10 * hour;

/**
 * A checkout that somebody left, with something in it and a way to reach them, has its run, whatever the run comes to
 * (FIELD, "Abandoned checkout"; README, "Nothing acknowledged is lost"). Says nothing of what came late, of who was erased,
 * and of stores that have changed their mind about the flow.
 */
export const triggerOpensRun: Check = {
  name: "trigger-opens-its-run",
  look: (history) => {
    const isErased = erasureOf(history);
    const runs = new Set(
      history.state.runs.flatMap(({ flow, subject }) => (flow === "abandoned-checkout" ? [subject] : [])),
    );
    const changed = history
      .settingsIn(-Infinity, Infinity)
      .some(
        ({ flows: { "abandoned-checkout": own } }) =>
          own?.enabled === false || own?.channels !== undefined || own?.steps !== undefined,
      );
    if (changed || history.state.uninstalledAt !== undefined) return [];
    return [...groupBy(history.of("checkout.updated"), ({ event }) => event.data.token)].flatMap(([token, told]) => {
      if (runs.has(token) || told.some(({ event }) => isErased(event))) return [];
      const trigger = told.find(
        ({ event, appliedAt }) =>
          ownerIn(event) !== undefined &&
          event.data.completedAt === undefined &&
          Number(event.data.total) > 0 &&
          event.data.lines.some(({ quantity }) => quantity > 0) &&
          appliedAt - epoch(event.occurredAt) < fresh,
      );
      return trigger === undefined ? [] : [`checkout ${token} of ${trigger.event.occurredAt} was left, and has no run`];
    });
  },
};
