import type { Flow } from "../../shared/engine/flow.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import { askOnce } from "../../shared/platform/consume.ts";
import { readSettings } from "../../shared/store/stores.ts";
import type { Stage } from "../stage.ts";
import { compareOutcomes, countByStep, type Difference, type Row } from "./compare.ts";
import { createCachedReads } from "./cached-reads.ts";
import { eachOf } from "./each-of.ts";
import { type Affected, groupEvents } from "./group-events.ts";
import { readOutcomes } from "./outcomes.ts";
import { createOverlayTable } from "./overlay-table.ts";
import { playPeople } from "./play-people.ts";
import { TooLongError } from "./world.ts";

/** How many are played at a time: most of it is waiting for the table. */
const atOnce = 8;

export type ReplayOptions = {
  readonly from: Instant;
  /** Up to here events open runs. */
  readonly to: Instant;
  /** Up to here it is played and compared. */
  readonly until: Instant;
  /** Only its messages are compared; the others are played all the same, since they compete with them. */
  readonly flow: string | undefined;
  readonly flows: readonly Flow[];
  /** At most so many people, those first whose events came first. */
  readonly people: number;
  readonly templates: Promise<CompiledTemplates>;
  readonly onEvent: () => void;
  readonly onPeople: (count: number) => void;
  readonly onPerson: (count: number) => void;
};

export type Report = {
  readonly from: Instant;
  readonly to: Instant;
  readonly until: Instant;
  readonly events: number;
  readonly people: number;
  readonly steps: readonly Row[];
  readonly differences: readonly Difference[];
  /** What was left out, and what nobody can know. */
  readonly notes: readonly string[];
};

type Found = {
  events: number;
  notUnderstood: number;
  beyond: number;
  erased: number;
  ownerless: number;
  superseded: number;
  tooLong: number;
  earlierSettings: number;
  readonly stopped: Set<string>;
  readonly failures: Set<string>;
};

const noteIf = (count: number, text: string): readonly string[] => (count === 0 ? [] : [`${count} ${text}`]);

const notesOf = (found: Found): readonly string[] => [
  ...noteIf(found.notUnderstood, "events are not understood by this version and were left out."),
  ...noteIf(found.beyond, "events are of people beyond --people and were left out."),
  ...noteIf(found.erased, "events are of people or stores erased since and were left out."),
  ...noteIf(found.ownerless, "events name nobody who is known to this day and were left out."),
  ...noteIf(found.tooLong, "people were left out because too much happens to them."),
  ...noteIf(
    found.superseded,
    "facts were replaced after the end: what they said during the replay is not known, and they were left out.",
  ),
  ...noteIf(
    found.earlierSettings,
    "messages were decided under earlier settings of their store: the difference may be theirs.",
  ),
  ...[...found.stopped].map((store) => `${store} stands still, or did; it was played as if it did not.`),
  ...[...found.failures].map((reason) => `A function gave up: ${reason}`),
  "Settings, texts, habits, codes, and products of which the events tell nothing, are those of today; providers take every message.",
  "Who belongs together is told as it is known today; a fact that was replaced is known by what the events told of it.",
];

/**
 * Plays the events of a span through the flows as they are now, each person from what was known of them before, and compares
 * what would be sent with what was. Reads the stage and writes nothing to it, and sends nothing.
 */
export const whatWouldChange = async (stage: Stage, options: ReplayOptions): Promise<Report> => {
  const { from, to, until, flow, flows } = options;
  const { root } = await stage.secrets.read();
  const publicUrl = await stage.publicUrl();
  const found: Found = {
    ...{ events: 0, notUnderstood: 0, beyond: 0, erased: 0, ownerless: 0 },
    ...{ superseded: 0, tooLong: 0, earlierSettings: 0 },
    stopped: new Set(),
    failures: new Set(),
  };
  /** Reading somebody mends what is half linked: that must stay here. */
  const readable = () => createOverlayTable({ below: stage.table, now: stage.now });

  const archived = async function* (): AsyncGenerator<Event> {
    for await (const event of stage.archive.replay(from, until)) {
      found.events += 1;
      options.onEvent();
      if (event === undefined) found.notUnderstood += 1;
      else if (event.receivedAt >= from && event.receivedAt <= until) yield event;
    }
  };
  const { groups, products, ...left } = await groupEvents(readable(), root, archived(), options.people);
  Object.assign(found, left);
  const people = groups.reduce((sum, group) => sum + group.people.length, 0);
  options.onPeople(people);
  const templates = await options.templates;
  const below = createCachedReads(stage.table);
  const versionOf = askOnce(async (store) => (await readSettings(stage.table, store))?.version);

  const playGroup = async (group: Affected): Promise<readonly Difference[]> => {
    const played = await playPeople({ below, root, flows, templates, publicUrl, from, to, until, products }, group);
    const { store } = group;
    const current = await versionOf(store);
    found.superseded += played.superseded;
    if (played.stopped) found.stopped.add(store);
    for (const failure of played.failures) found.failures.add(failure);
    const recorded = readable();
    const compared: Difference[] = [];
    for (const person of group.people) {
      const then = await readOutcomes(recorded, store, person, { from, until });
      const now = await readOutcomes(played.table, store, person, { from, until });
      const all = compareOutcomes(store, then, now);
      compared.push(...all.filter((difference) => flow === undefined || difference.flow === flow));
      found.earlierSettings += compared.filter(({ verdict, message }) => {
        const before = then.outcomes.get(message);
        return verdict !== "same" && before !== undefined && before.settingsVersion !== current;
      }).length;
    }
    return compared;
  };

  const differences: Difference[] = [];
  await eachOf(groups, atOnce, async (group) => {
    try {
      differences.push(...(await playGroup(group)));
    } catch (error) {
      if (!(error instanceof TooLongError)) throw error;
      found.tooLong += group.people.length;
    }
    options.onPerson(group.people.length);
  });
  return {
    ...{ from, to, until, events: found.events, people },
    steps: countByStep(differences),
    differences: differences.filter(({ verdict }) => verdict !== "same"),
    notes: notesOf(found),
  };
};
