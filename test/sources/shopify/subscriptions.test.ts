import { readFileSync } from "node:fs";
import { join } from "node:path";
import { topics } from "../../../shared/sources/shopify/topics.ts";

const toml = readFileSync(join(__dirname, "..", "..", "..", "docs", "shopify.app.toml"), "utf8").replace(
  /^\s*#.*$/gm,
  "",
);

describe("the subscriptions in docs/shopify.app.toml", () => {
  it("are all topics that are read, except carts", () => {
    const subscribed = [...toml.matchAll(/topics = \[([^\]]*)\]/g)].flatMap(([, list = ""]) =>
      [...list.matchAll(/"([^"]+)"/g)].map(([, topic]) => topic),
    );
    const wanted = [...topics.keys()].filter((topic) => !topic.startsWith("carts/"));
    expect(subscribed.sort()).toEqual(wanted.sort());
  });
});
