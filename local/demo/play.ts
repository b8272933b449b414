import { latest, toEpoch } from "../../shared/events/instant.ts";
import type { Timeline } from "../timeline.ts";
import type { Act, Chapter } from "./chapter.ts";
import { DemoError, requestOf, type RequestOptions } from "./requests.ts";

export type PlayOptions = RequestOptions & {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly timeline: Timeline;
};

const perform = async (act: Act, options: PlayOptions): Promise<void> => {
  const { status } = await options.fetch(await requestOf(act, options));
  if (status !== (act.kind === "forged" ? 401 : 200))
    throw new DemoError(`A ${act.kind} of the demo was answered ${status}.`);
};

/**
 * Plays the scenes of all chapters in order of time on the pipeline's clock: real signed webhooks through the routes
 * that answer over HTTP, those of one scene all at once when its last one has happened. Throws a {@link DemoError} when
 * one is not answered as it should be.
 */
export const play = async (chapters: readonly Chapter[], options: PlayOptions): Promise<void> => {
  const scenes = chapters
    .flatMap((chapter) => chapter.scenes)
    .map(({ at, acts }) => ({ acts, at: latest(at, ...acts.map((act) => act.at)) }));
  for (const { at, acts } of scenes.toSorted((a, b) => a.at.localeCompare(b.at))) {
    await options.timeline.move((now) => Math.max(now, toEpoch(at)));
    await Promise.all(acts.map((act) => perform(act, options)));
  }
};
