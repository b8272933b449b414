import { fromEpoch, toEpoch } from "../../shared/events/instant.ts";
import { messageId } from "../../shared/store/keys.ts";
import type { LocalRun } from "../run.ts";
import { calendarBefore } from "./calendar.ts";
import { play } from "./play.ts";
import { createReads, type Reads } from "./reads.ts";
import { writeScript } from "./script.ts";
import { demoStore } from "./store.ts";
import type { Shopper } from "./shoppers.ts";
import { addressesOf, tell, type Records, type Story } from "./story.ts";

/** How long before `now` the clock of a demo begins, in milliseconds: at the start of the demo day. */
export const demoLead = (now: number): number =>
  now - toEpoch(calendarBefore(fromEpoch(now), demoStore.zone).at("05:00"));

/** Finds what the pipeline recorded of a shopper. */
const readRecords = async (reads: Reads): Promise<(shopper: Shopper) => Promise<Records>> => {
  const [messages, decisions, alerts] = await Promise.all([reads.messages(), reads.decisions(), reads.alerts()]);
  return async (shopper) => {
    const addresses = addressesOf(shopper);
    const profile = await reads.profile(shopper.email);
    const own = decisions.filter(({ profileId }) => profile.keys.profiles.includes(profileId));
    const ids = new Set(own.map(({ run, step }) => messageId(run, step, "support")));
    return {
      messages: messages.filter(({ to }) => addresses.includes(to)),
      decisions: own,
      alerts: alerts.filter(({ message }) => ids.has(message)),
      profile,
    };
  };
};

/**
 * Plays the demo day into a run whose clock stands {@link demoLead} before `now`, and moves it to `now`. Answers what
 * happened, shopper by shopper.
 */
export const playDemo = async (run: LocalRun, now: number): Promise<Story> => {
  const { zone } = demoStore;
  const reads = createReads(run);
  const chapters = writeScript({ now: fromEpoch(now), zone, picturesUrl: `${run.url}/local/pictures` });
  await play(chapters, { fetch: run.fetch, timeline: run.timeline, reads, url: run.url });
  await run.timeline.move((at) => Math.max(at, now));
  const recordsOf = await readRecords(reads);
  const told = await Promise.all(
    chapters.map(async (chapter) => tell(chapter, chapter.shopper && (await recordsOf(chapter.shopper)))),
  );
  return { day: calendarBefore(fromEpoch(now), zone).at("12:00"), zone, chapters: told };
};
