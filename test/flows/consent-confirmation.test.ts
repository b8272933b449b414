import { enrolYes, statementsOf } from "../../shared/flows/consent-confirmation/asked.ts";
import { granted } from "../support/people.ts";
import { consentStated, start } from "../support/events.ts";
import { settingsWith } from "../support/settings.ts";

const settings = { ...settingsWith({ consent: { doubleOptIn: { email: true } } }), doubleOptInSince: { email: start } };

const yes = (address: string) =>
  ({
    channel: "email",
    address,
    purpose: "marketing",
    state: "granted",
    at: start,
    source: "shopify:consent",
  }) as const;

const subjectOf = (...addresses: readonly string[]): string => {
  const enrolment = enrolYes(consentStated("7001", addresses.map(yes)), settings);
  if (enrolment.kind !== "open") throw new Error(enrolment.reason);
  return enrolment.subject;
};

describe("what a confirmation is about", () => {
  it("differs for two people who said yes at one instant through one source", () => {
    expect(subjectOf("ada@customer.example")).not.toBe(subjectOf("ben@customer.example"));
  });

  it("is the same for the same yes told twice, in any order of its addresses", () => {
    expect(subjectOf("ada@customer.example", "ada@work.example")).toBe(
      subjectOf("ada@work.example", "ada@customer.example"),
    );
  });

  it("finds its statements, and holds no address", () => {
    const subject = subjectOf("ada@customer.example");
    const kept = granted("ada@customer.example", { source: "shopify:consent" });
    expect(statementsOf(subject, [kept])).toEqual([kept]);
    expect(subject).not.toContain("customer.example");
  });

  it.each(["", "[]", "[[", "no json]hash"])("is nothing where the subject is %j", (subject) => {
    expect(statementsOf(subject, [granted("ada@customer.example")])).toEqual([]);
  });
});
