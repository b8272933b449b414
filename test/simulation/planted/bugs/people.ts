import type { Planted } from "../planted.ts";

/** Mistakes about those who were erased. */
export const people: readonly Planted[] = [
  {
    id: "reply-not-noted",
    what: "An answer to a text is not noted with its person, so nothing leads an erasure to it.",
    file: "functions/run-chore/send-once.ts",
    find: '  if (draft.person !== "") await noteMessage(table, message, now);',
    replace: '  if (draft.person !== "" && draft.channel === "support") await noteMessage(table, message, now);',
    check: "erased-is-gone",
  },
];
