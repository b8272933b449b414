import { flows } from "../../shared/flows/registry.ts";
import { publishedAgain } from "../../shared/platform/routes.ts";

describe("an event that opens runs and had to wait for its person", () => {
  /** Whoever starts a checkout names themselves in a later body about the very same one. */
  const tellsAgain = ["checkout.updated"];
  /** These always name a customer. */
  const neverWaits = ["customer.updated", "consent.stated"];

  it.each(flows.map((flow) => [flow.id, flow.triggers.map(({ event }) => event)] as const))(
    "of %s is published again once somebody is known",
    (_flow, events) => {
      expect([...publishedAgain, ...tellsAgain, ...neverWaits]).toEqual(expect.arrayContaining([...events]));
    },
  );
});
