import * as z from "zod";
import { HttpUrl } from "../../../messaging/http-url.ts";
import { PersonName } from "../../../messaging/person-name.ts";
import { defineEmailTemplate, defineTextTemplate } from "../../../messaging/template.ts";

const link = "https://go.demo-store.example/k/1.demo.7Q4KM2b8Xw0pLr5TzYc3Ng.uE6vHs9aJd1fKo4mQi7xRw";

/** Asks the holder of an address whether they said yes. No offer in it: without a yes it must not be advertising. */
export const confirmEmail = defineEmailTemplate({
  id: "consent-confirmation/email",
  params: z.object({ firstName: PersonName.optional(), link: HttpUrl }),
  sample: { firstName: "Maya", link },
});

export const confirmText = defineTextTemplate({
  id: "consent-confirmation/text",
  params: z.object({ link: HttpUrl }),
  sample: { link },
});
