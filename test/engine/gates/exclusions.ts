import { flowOf } from "../../support/flows.ts";
import { at } from "../../support/instants.ts";
import { orderOf } from "../../support/people.ts";
import { settingsWith } from "../../support/settings.ts";
import { checkout, due, facts, type Pass, type Refusal } from "./asking.ts";

/** Of the gates in shared/engine/gates/exclusions.ts. */
export const refusals: readonly Refusal[] = [
  {
    what: "the shop has deleted the customer",
    gate: "exclusions",
    question: { facts: facts({ customerDeleted: true }) },
    outcome: "skip",
    reason: "customer-deleted",
    inputs: { customerDeleted: true },
  },
  {
    what: "the customer has an excluded tag",
    gate: "exclusions",
    question: {
      facts: facts({ tags: ["vip", "Trade Press "] }),
      settings: settingsWith({ exclusions: { tags: [" trade press"] } }),
    },
    outcome: "skip",
    reason: "excluded-tag",
    inputs: { tag: "Trade Press " },
  },
  {
    what: "the customer is tagged as wholesale",
    gate: "exclusions",
    question: { facts: facts({ tags: ["Wholesale"] }) },
    outcome: "skip",
    reason: "wholesale",
    inputs: { wholesale: true, tag: null },
  },
  {
    what: "the only order is a company's",
    gate: "exclusions",
    question: { facts: facts({ orders: [{ ...orderOf("o-1", at("2026-10-01T00:00Z")), business: true }] }) },
    outcome: "skip",
    reason: "wholesale",
    inputs: { wholesale: true },
  },
  {
    what: "the latest order is a company's",
    gate: "exclusions",
    question: {
      facts: facts({
        orders: [
          orderOf("o-1", at("2026-10-01T00:00Z")),
          { ...orderOf("o-2", at("2026-10-02T00:00Z")), business: true },
        ],
      }),
    },
    outcome: "skip",
    reason: "wholesale",
    inputs: { wholesale: true },
  },
  {
    what: "its channel is switched off for the flow",
    gate: "exclusions",
    question: { settings: settingsWith({ flows: { test: { channels: { email: false } } } }) },
    outcome: "skip",
    reason: "channel-off",
    inputs: { reason: "channel-off" },
  },
  {
    what: "the checkout goes to an excluded country",
    gate: "exclusions",
    question: {
      facts: facts({ checkouts: [{ ...checkout, place: { country: "FR" } }] }),
      settings: settingsWith({ exclusions: { countries: ["FR"] } }),
    },
    outcome: "skip",
    reason: "excluded-country",
    inputs: { country: "FR" },
  },
  ...["ada@customer.example", "@customer.example", "Ada@Customer.example"].map((entry): Refusal => ({
    what: `the address is staff's, listed as ${entry}`,
    gate: "exclusions",
    question: { settings: settingsWith({ exclusions: { staff: [entry] } }) },
    outcome: "skip",
    reason: "staff",
    inputs: { staff: true },
  })),
  {
    what: "the customer's own address is staff's, whatever address the message goes to",
    gate: "exclusions",
    question: {
      facts: facts({ customer: { id: "1", email: "eve@demo-store.example", updatedAt: due } }),
      settings: settingsWith({ exclusions: { staff: ["@demo-store.example"] } }),
    },
    outcome: "skip",
    reason: "staff",
    inputs: { staff: true },
  },
  {
    what: "the step's own guard refuses",
    gate: "exclusions",
    question: { flow: flowOf("test", [{ id: "mail", guard: "sold-out" }]) },
    outcome: "skip",
    reason: "sold-out",
    inputs: { reason: "sold-out" },
  },
];

export const passes: readonly Pass[] = [
  {
    what: "to a country that is not among the excluded ones",
    gate: "exclusions",
    question: {
      facts: facts({ checkouts: [{ ...checkout, place: { country: "FR" } }] }),
      settings: settingsWith({ exclusions: { countries: ["DE", "CH"] } }),
    },
  },
  {
    what: "to a country nobody knows, where some are excluded",
    gate: "exclusions",
    question: { settings: settingsWith({ exclusions: { countries: ["DE"] } }) },
  },
];
