import { changesOf } from "../../shared/loyalty/standing.ts";
import { at } from "../support/instants.ts";

const day = at("2026-03-01T12:00Z");
const contribution = { id: "o-1", at: day, worth: 30n, losses: [] };
const come = { at: day, kind: "come", cause: "o-1", of: 0, worth: 30n };

it("what counts for life never leaves the standing", () => {
  expect(changesOf([contribution], () => undefined)).toEqual([come]);
});

it("what counts for a while leaves at its end, all at once", () => {
  const end = at("2027-03-01T12:00Z");
  expect(changesOf([contribution], () => end)).toEqual([
    come,
    { at: end, kind: "leave", cause: "o-1", of: 0, worth: 0n },
  ]);
});
