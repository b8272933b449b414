import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { Decision } from "../engine/decision.ts";
import { fromItem, toItem } from "./item.ts";
import type { Table } from "./table.ts";

/** A decision with whom it was about. */
export const DecisionRecord = Decision.extend({
  store: z.string(),
  person: z.string(),
  run: z.string(),
  flow: z.string(),
  /** Of a run that was refused: when its event happened. The refusal is as old as that, whenever it came. */
  eventAt: Instant.optional(),
});
export type DecisionRecord = z.infer<typeof DecisionRecord>;

/** Kept for thirteen months, like the messages they explain. */
const retentionSeconds = 400 * 86_400;

export const decisionsPk = (store: string, person: string): string => `${store}/decisions/${person}`;

const skOf = (decision: DecisionRecord): string =>
  decision.by === "enrol"
    ? `ENROL#${decision.run}#${decision.reason}`
    : `WAKE#${decision.at}#${decision.run}#${decision.by}#${decision.step}`;

/**
 * Keeps a decision. The same decision of the same run at the same instant is one item; that a run was never opened is
 * kept once for each reason, however often its trigger comes.
 */
export const keepDecision = async (table: Table, decision: DecisionRecord): Promise<void> => {
  const ttl = Math.floor(new Date(decision.at).getTime() / 1000) + retentionSeconds;
  const item = toItem({ pk: decisionsPk(decision.store, decision.person), sk: skOf(decision) }, decision, { ttl });
  await (decision.by === "enrol" ? table.put(item, { kind: "absent" }) : table.put(item));
};

/** Of what was decided at one instant the wake came before the gates at the provider's door. */
const order = ["enrol", "wake", "send"] as const satisfies readonly Decision["by"][];

/** Every decision about one profile, oldest first. */
export const readDecisions = async (table: Table, store: string, person: string): Promise<readonly DecisionRecord[]> =>
  (await table.query(decisionsPk(store, person)))
    .map((item) => fromItem(DecisionRecord, item))
    .sort((a, b) => a.at.localeCompare(b.at) || order.indexOf(a.by) - order.indexOf(b.by));
