import { deciding } from "./bugs/deciding.ts";
import { people } from "./bugs/people.ts";
import { sending } from "./bugs/sending.ts";
import { storing } from "./bugs/storing.ts";
import { waking } from "./bugs/waking.ts";
import type { Planted } from "./planted.ts";

/** Every mistake that is planted. */
export const plantedBugs: readonly Planted[] = [...sending, ...waking, ...storing, ...people, ...deciding];
