import { memberOf, readKey, readPoints } from "../../../shared/sources/reading/member.ts";
import { readTags } from "../../../shared/sources/reading/tags.ts";
import { readMoment } from "../../../shared/sources/reading/time.ts";

describe("an id of another system", () => {
  it.each<[unknown, string | undefined]>([
    [8244071550102, "8244071550102"],
    [" 8244071550102 ", "8244071550102"],
    ["706405506930370216", "706405506930370216"],
    ["gid://shopify/Customer/5", "5"],
    ["cus_5", "cus_5"],
    [0, undefined],
    ["0", undefined],
    ["000", undefined],
    ["", undefined],
    [-5, undefined],
    [1.5, undefined],
    [2 ** 53, undefined],
    ["two words", undefined],
    ["x".repeat(257), undefined],
    [null, undefined],
    [["5"], undefined],
    [{ id: 5 }, undefined],
  ])("is read from %p as %p", (id, expected) => {
    expect(readKey({ id }, "id")).toBe(expected);
  });
});

describe("a member of an app", () => {
  it.each<[string | undefined, unknown, object | undefined]>([
    ["5", "a@example.com", { customer: { id: "5" } }],
    [undefined, "A@Example.com", { contact: { email: "a@example.com" } }],
    [undefined, "n/a", undefined],
    [undefined, null, undefined],
  ])("with the id %p and the address %p is %j", (id, email, expected) => {
    expect(memberOf(id, email)).toEqual(expected);
  });

  it.each<[unknown, number | undefined]>([
    [5, 5],
    ["5", 5],
    [-5, 0],
    [1.5, undefined],
    ["many", undefined],
    [null, undefined],
  ])("has of the points %p %p", (points, expected) => {
    expect(readPoints({ points }, "points")).toBe(expected);
  });
});

describe("a moment that may lie ahead", () => {
  it.each<[unknown, string | undefined]>([
    ["2031-01-05T10:00:00-05:00", "2031-01-05T15:00:00.000Z"],
    ["2031-01-05T10:00:00", "2031-01-05T10:00:00.000Z"],
    [" 2031-01-05 10:00:00.5 ", "2031-01-05T10:00:00.500Z"],
    ["2031-01-05", "2031-01-05T00:00:00.000Z"],
    ["2031-02-30", undefined],
    ["soon", undefined],
    [1_700_000_000, undefined],
    [null, undefined],
  ])("is read from %p as %p", (at, expected) => {
    expect(readMoment({ at }, "at")).toBe(expected);
  });
});

describe("tags", () => {
  it.each<[unknown, string[] | undefined]>([
    ["VIP, b2b ,", ["VIP", "b2b"]],
    ["", []],
    [
      ["VIP", " ", 5, null],
      ["VIP", "5"],
    ],
    [undefined, undefined],
    [null, undefined],
    [{}, undefined],
  ])("are read from %p as %p", (tags, expected) => {
    expect(readTags(tags)).toEqual(expected);
  });

  it("are 250 at most, which is as many as Shopify lets there be", () => {
    expect(readTags(Array.from({ length: 400 }, (_, index) => `t${index}`))).toHaveLength(250);
  });
});
