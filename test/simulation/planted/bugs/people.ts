import type { Planted } from "../planted.ts";

/** Mistakes about who is who, and about those who were erased. */
export const people: readonly Planted[] = [
  {
    id: "merge-not-symmetrical",
    what: "Whoever is filed under somebody who is filed under somebody is found from below, but not from above.",
    file: "shared/profile/read-person.ts",
    find: "      members.set(child.profile, child);\n      await descend(child);",
    replace: "      members.set(child.profile, child);",
    check: "one-person-is-one",
  },
  {
    id: "reply-not-noted",
    what: "An answer to a text is not noted with its person, so nothing leads an erasure to it.",
    file: "functions/run-chore/send-once.ts",
    find: '  if (draft.person !== "") await noteMessage(table, message, now);',
    replace: '  if (draft.person !== "" && draft.channel === "support") await noteMessage(table, message, now);',
    check: "erased-is-gone",
  },
];
