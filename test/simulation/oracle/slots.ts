import type { Check } from "./check.ts";

type Slots = { readonly content?: { readonly entries?: readonly { readonly message: string }[] } };

/**
 * What did not go out takes up no room under the cap: no slot is left of a message that was withdrawn, has failed, or was
 * never claimed (docs/architecture.md, "A message's life"). Of what was sent its provider may still have said that it failed.
 */
export const slotsGivenBack: Check = {
  name: "slots-are-given-back",
  look: ({ evidence, store, message }) =>
    evidence.items().flatMap(({ pk, sk, json }) => {
      if (sk !== "SENDS" || !pk.startsWith(`${store}/`)) return [];
      const { content }: Slots = JSON.parse(json);
      return (content?.entries ?? []).flatMap(({ message: id }) => {
        const held = message(id);
        if (held === undefined) return [`message ${id} was never claimed, and its slot stands in ${pk}`];
        if (held.status !== "withdrawn" && held.status !== "failed") return [];
        if (held.history.some(({ status }) => status === "sent" || status === "unknown")) return [];
        return [`message ${id} (${held.flow}, ${held.step}) is ${held.status}, and its slot stands in ${pk}`];
      });
    }),
};
