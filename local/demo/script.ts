import type { Instant } from "../../shared/events/instant.ts";
import { calendarBefore } from "./calendar.ts";
import type { Chapter, Stage } from "./chapter.ts";
import { boughtChapters } from "./chapters/bought.ts";
import { delayedChapters } from "./chapters/delayed.ts";
import { endedChapters } from "./chapters/ended.ts";
import { remindedChapters } from "./chapters/reminded.ts";
import { openingChapters, silentChapters } from "./chapters/silent.ts";

export type ScriptOptions = {
  /** The moment up to which it plays. */
  readonly now: Instant;
  /** The store's zone. */
  readonly zone: string;
  /** Where this machine serves the products' pictures. */
  readonly picturesUrl: string;
};

/**
 * The demo day: what each shopper does and what the storefront tells of it. What the pipeline makes of it is written
 * nowhere here.
 */
export const writeScript = ({ now, zone, picturesUrl }: ScriptOptions): readonly Chapter[] => {
  const stage: Stage = {
    at: calendarBefore(now, zone).at,
    now,
    pictureUrl: ({ handle }) => `${picturesUrl}/${handle}.svg`,
  };
  return [
    ...openingChapters(stage),
    ...remindedChapters(stage),
    ...endedChapters(stage),
    ...delayedChapters(stage),
    ...boughtChapters(stage),
    ...silentChapters(stage),
  ];
};
