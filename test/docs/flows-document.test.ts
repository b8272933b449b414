import { flowsDocument } from "../../infra/build/flows-document.ts";
import { gateNames } from "../../shared/engine/decision.ts";
import { days, hours, minutes } from "../../shared/events/instant.ts";
import { flowOf } from "../support/flows.ts";

const text = flowsDocument([
  flowOf("low", [{ id: "mail" }], { priority: 5, reentry: undefined }),
  flowOf(
    "high",
    [
      { id: "alert", channel: "support", after: minutes(0) },
      { id: "sorry", kind: "transactional", waking: true, after: { after: days(1), of: "opening" } },
      { id: "offer", after: { worth: "50", then: hours(1), otherwise: hours(4) }, dies: hours(3) },
    ],
    { priority: 40, moments: ["opening"] },
  ),
]);

describe("the document of the flows", () => {
  it.each([
    ["a support step", "| `alert` | to support | internal | at once | 24 h after that |"],
    [
      "a moment, a kind a store may choose, and the night",
      "| `sorry` | email, by day | transactional (or marketing) | 1 d after `opening` | 24 h after that |",
    ],
    [
      "a delay by worth",
      "| `offer` | email | marketing | 4 h; 1 h when worth 50 of the store's currency or more | 3 h after that |",
    ],
    ["the moments there are", "- `opening`: the opening"],
    ["how soon somebody is entered again", "not entered again within 7 d of an email and 72 h of a text"],
    ["that runs do not mind each other", "Runs of one person do not mind each other."],
    ["what opens it", "Opened by `checkout.updated`, once per subject. Priority 40."],
  ])("tells %s", (_what, line) => {
    expect(text).toContain(line);
  });

  it("tells every gate's purpose, in order", () => {
    const told = [...text.matchAll(/^\| `([a-z-]+)` \| .+ \|$/gm)].map(([, gate]) => gate);
    expect(told.slice(0, gateNames.length)).toEqual(gateNames);
  });

  it("ranks the flows by priority", () => {
    expect(text).toContain("| priority | flow |\n|---|---|\n| 40 | `high` |\n| 5 | `low` |\n");
  });
});
