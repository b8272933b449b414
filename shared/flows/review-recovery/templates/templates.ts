import * as z from "zod";
import { HttpUrl } from "../../../messaging/http-url.ts";
import { PersonName } from "../../../messaging/person-name.ts";
import { defineEmailTemplate } from "../../../messaging/template.ts";
import { Goodwill } from "../goodwill.ts";

const Common = z.object({
  firstName: PersonName.optional(),
  productTitle: z.string().min(1).optional(),
});

const common = { firstName: "Maya", productTitle: "Stoneware Mug" };

/** Says sorry, and that a person reads the answer. It never asks for anything. */
export const apology = defineEmailTemplate({
  id: "review-recovery/apology",
  params: Common.extend({ urgent: z.boolean(), goodwill: Goodwill }),
  sample: {
    ...common,
    urgent: true,
    goodwill: Goodwill.parse({ kind: "discount", code: "SORRY-7Q4K", percentage: "10" }),
  },
});

const Choice = z.object({ score: z.number().int().min(1).max(5), url: HttpUrl });

/** How satisfied the customer is with the way the complaint was dealt with. */
export const survey = defineEmailTemplate({
  id: "review-recovery/survey",
  params: Common.extend({ choices: z.array(Choice).length(5) }),
  sample: {
    ...common,
    choices: [1, 2, 3, 4, 5].map((score) => ({ score, url: `https://go.demo-store.example/s/7Q4KM2?score=${score}` })),
  },
});
