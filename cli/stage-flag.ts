import type { Stage } from "./stage.ts";

/** What a command that is suggested needs behind it to work on the same stage; nothing for the local run. */
export const stageFlag = ({ name }: Pick<Stage, "name">): string => (name === "local" ? "" : ` --stage ${name}`);
