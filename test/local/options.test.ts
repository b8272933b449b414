import { describe, expect, it } from "@jest/globals";
import { readOptions } from "../../local/options.ts";

const read = (...words: string[]) => readOptions(["node", "start.ts", ...words]);

describe("the command line of the local run", () => {
  it("has a default for everything", () => {
    expect(read()).toEqual({ port: 8787, data: "data", empty: false, freeze: false });
  });

  it("takes every option", () => {
    expect(read("--port", "0", "--data", "x", "--empty", "--freeze", "--now", "2026-03-02T10:00:00-05:00")).toEqual({
      port: 0,
      data: "x",
      empty: true,
      freeze: true,
      now: "2026-03-02T15:00:00.000Z",
    });
  });
});
