import { readFileSync } from "node:fs";
import { join } from "node:path";
import { topics } from "../../../shared/sources/shopify/topics.ts";

const whole = readFileSync(join(__dirname, "..", "..", "..", "docs", "shopify.app.toml"), "utf8");
const toml = whole.replace(/^\s*#.*$/gm, "");

describe("the subscriptions in docs/shopify.app.toml", () => {
  it("are all topics that are read, except carts and what wants a permission of its own", () => {
    const subscribed = [...toml.matchAll(/topics = \[([^\]]*)\]/g)].flatMap(([, list = ""]) =>
      [...list.matchAll(/"([^"]+)"/g)].map(([, topic]) => topic),
    );
    const wanted = [...topics.keys()].filter((topic) => !/^(carts|subscription_contracts)\//.test(topic));
    expect(subscribed.sort()).toEqual(wanted.sort());
  });

  it("have ready what wants a permission of its own", () => {
    for (const topic of topics.keys()) {
      if (topic.startsWith("subscription_contracts/")) expect(whole).toContain(`#   "${topic}",`);
    }
  });
});
