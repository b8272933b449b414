import { defineConfig } from "./infra/config.ts";

/**
 * What is deployed: one entry per stage, each with its region and the domain that its stores send from, such as
 * `prod: { region: "us-east-1", senderDomain: "shop.example" }`. docs/deploy.md has every setting and its default.
 */
export default defineConfig({
  stages: {
    dev: {},
  },
});
