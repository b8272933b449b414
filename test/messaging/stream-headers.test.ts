import { streamHeaders } from "../../shared/messaging/stream-headers.ts";
import { settingsWith } from "../support/settings.ts";
import { brand } from "./fixtures.ts";

const of = (id: string, name: string) =>
  streamHeaders(settingsWith({ id, brand: { ...brand, name } }), { flow: "points-expiry", step: "reminder-7" });

test("mail of a store belongs to one list, under the domain it is sent from, and was written by no hand", () => {
  expect(of("demo", "Moss & Clay")).toEqual({
    "Feedback-ID": "points-expiry:points-expiry_reminder-7:demo:mossclay",
    "List-Id": "<demo.moss-and-clay.example>",
    "Auto-Submitted": "auto-generated",
  });
});

test.each([
  ["short", "Moa"],
  ["long", "The Very Long Name Of A Company Ltd."],
  ["in another alphabet", "日本の店"],
  ["with a colon", "A:B:C Outfitters"],
  ["that is the id of the store", "moss-clay"],
  ["of two words like the id", "Moss Clay"],
])("a name that is %s makes four fields, the last of 5 to 15 characters, none twice", (_what, name) => {
  for (const store of ["demo", "mossclay"]) {
    const fields = of(store, name)["Feedback-ID"].split(":");
    expect(fields).toHaveLength(4);
    expect(new Set(fields).size).toBe(4);
    expect(fields[3]).toMatch(/^[A-Za-z0-9]{5,15}$/);
    expect(of(store, name)["Feedback-ID"].split(":")[3]).toBe(fields[3]);
  }
});
