import * as z from "zod";
import { Instant } from "../../../events/instant.ts";
import { PersonName } from "../../../messaging/person-name.ts";
import { defineEmailTemplate } from "../../../messaging/template.ts";

/** By the store's own name. */
const Tier = z.object({ name: z.string().min(1) });

/** Somebody has reached a higher tier. */
export const tierUp = defineEmailTemplate({
  id: "tier-change/tier-up",
  params: z.object({ firstName: PersonName.optional(), tier: Tier, before: Tier.optional() }),
  sample: { firstName: "Maya", tier: { name: "Gold" }, before: { name: "Silver" } },
});

/** Somebody keeps their tier for another month unless they buy something. */
export const tierDrop = defineEmailTemplate({
  id: "tier-change/tier-drop",
  params: z.object({
    firstName: PersonName.optional(),
    tier: Tier,
    /** The tier that follows; undefined when none does. */
    after: Tier.optional(),
    /** The last moment of the tier. */
    lastAt: Instant,
  }),
  sample: {
    firstName: "Maya",
    tier: { name: "Gold" },
    after: { name: "Silver" },
    lastAt: Instant.parse("2027-04-01T03:59:59.999Z"),
  },
});
