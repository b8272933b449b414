import { ascending } from "../events/ascending.ts";
import type { Instant } from "../events/instant.ts";
import type { Person } from "../profile/person.ts";
import type { Settings } from "../settings/settings.ts";
import { contributionsOf, leavingOf, type Tiers, worthOf } from "./contributions.ts";
import { type Change, changesOf, createStanding } from "./standing.ts";
import { statementAt } from "./statements.ts";

type Tier = { readonly id: string; readonly name: string };

export type TierChange = {
  readonly at: Instant;
  readonly from: Tier | undefined;
  readonly to: Tier | undefined;
  /**
   * What changed it: the order (`order:<id>`) or move that came, the refund (`refund:<id>`) or move that took it back,
   * or the order or move that left the window.
   */
  readonly cause: string;
};

export type TierState = {
  readonly tier: Tier | undefined;
  /** When it changed last; undefined when it never did, and where a loyalty app keeps the tiers. */
  readonly since: Instant | undefined;
  /** Every change up to the instant asked for, the oldest first. */
  readonly changes: readonly TierChange[];
  /** The next one down, if nothing is bought meanwhile. */
  readonly nextDrop: TierChange | undefined;
};

type Step = Tier & { readonly least: bigint };

/** The highest first. */
const ladderOf = ({ list }: Tiers): readonly Step[] =>
  list.map(({ id, name, from }) => ({ id, name, least: worthOf(from) })).sort((a, b) => ascending(b.least, a.least));

const bare = (tier: Step | undefined): Tier | undefined => tier && { id: tier.id, name: tier.name };

const isAbove = (one: Step | undefined, other: Step | undefined): boolean =>
  one !== undefined && (other === undefined || one.least > other.least);

/** The tiers that changes of a standing lead through. What happens at one instant changes the tier once. */
const tierChanges = (
  changes: readonly Change[],
  start: Step | undefined,
  tierFor: (worth: bigint) => Step | undefined,
): readonly TierChange[] => {
  const standing = createStanding();
  const causes = { up: "", down: "" };
  let settled = start;
  let current = start;
  return changes.flatMap((change, index) => {
    const before = current;
    current = tierFor(standing.tell(change));
    if (isAbove(current, before)) causes.up = change.cause;
    if (isAbove(before, current)) causes.down = change.cause;
    if (changes[index + 1]?.at === change.at || current === settled) return [];
    const cause = isAbove(current, settled) ? causes.up : causes.down;
    const settling = { at: change.at, from: bare(settled), to: bare(current), cause };
    settled = current;
    return [settling];
  });
};

const ownTiers = (person: Person, settings: Settings, tiers: Tiers, at: Instant): TierState => {
  const ladder = ladderOf(tiers);
  const tierFor = (worth: bigint): Step | undefined => ladder.find(({ least }) => least <= worth);
  const start = tierFor(0n);
  const contributions = contributionsOf(person, settings, tiers, at);
  const standing = changesOf(contributions, (from) => leavingOf(tiers, from, settings.zone));
  const all = tierChanges(standing, start, tierFor);
  const changes = all.filter((change) => change.at <= at);
  const last = changes.at(-1);
  return {
    tier: last === undefined ? bare(start) : last.to,
    since: last?.at,
    changes,
    // Nothing comes after the instant, so all that is left to happen is leaving.
    nextDrop: all[changes.length],
  };
};

const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The tier as a loyalty app names it, in the store's own words where the store lists it. */
const statedTier = (person: Person, settings: Settings, at: Instant): TierState | undefined => {
  const { source, tiers } = settings.loyalty;
  const stated = statementAt(person, source, at)?.tier;
  if (stated === undefined && tiers === undefined) return undefined;
  const listed = tiers?.list.find(({ id, name }) => stated !== undefined && (id === stated || sameName(name, stated)));
  const tier = listed ?? (stated === undefined ? undefined : { id: stated, name: stated });
  return { tier: tier && { id: tier.id, name: tier.name }, since: undefined, changes: [], nextDrop: undefined };
};

/**
 * A member's tier at any instant, past or future; undefined where the store has no tiers. What happened after that
 * instant does not count. By spend it needs no points; a loyalty app's tier is what the app said last.
 */
export const tierOf = (person: Person, settings: Settings, at: Instant): TierState | undefined => {
  const { source, tiers } = settings.loyalty;
  if (source !== "own" && source !== "none") return statedTier(person, settings, at);
  if (tiers === undefined || (source === "none" && tiers.by === "points")) return undefined;
  return ownTiers(person, settings, tiers, at);
};
