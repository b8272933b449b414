import { readFileSync } from "node:fs";
import { join } from "node:path";
import { anchorOf } from "../../infra/anchor.ts";
import { resourcesOf, synthesise } from "../infra/support/synthesise.ts";

/** Headings that no alarm leads to: tasks they all share, and what is told by other means than an alarm. */
const general = ["Common tasks", "A complaint is not answered"];
const parts = ["Symptom", "Look here", "Do this"];

const text = readFileSync(join(__dirname, "../../docs/runbook.md"), "utf8");
const sections = text
  .split(/^## /m)
  .slice(1)
  .map((section) => ({ heading: section.split("\n")[0] ?? "", body: section }));
const alarms = resourcesOf(synthesise().watch, "AWS::CloudWatch::Alarm").map(({ AlarmName, AlarmDescription }) => ({
  name: String(AlarmName),
  anchor: String(AlarmDescription).split("#").at(-1) ?? "",
}));

test.each(alarms)("$name leads to a heading of the runbook", ({ anchor }) => {
  expect(sections.map(({ heading }) => anchorOf(heading))).toContain(anchor);
});

test.each(sections.filter(({ heading }) => heading !== "Common tasks"))(
  "$heading: symptom, look here, do this, and nothing else",
  ({ body }) => {
    const found = [...body.matchAll(/^\*\*([^*]+)\*\*: \S/gm)].map(([, part]) => part);
    expect(found).toEqual(parts);
    expect(body.split("\n").slice(2).join("\n")).toMatch(/^\*\*Symptom\*\*: /);
  },
);

test("no heading is left over from an alarm that is gone, and none is there twice", () => {
  const led = new Set(alarms.map(({ anchor }) => anchor));
  const others = sections.map(({ heading }) => heading).filter((heading) => !led.has(anchorOf(heading)));
  expect(others).toEqual(general);
  expect(new Set(sections.map(({ heading }) => heading)).size).toBe(sections.length);
});

test("every link of the runbook to a heading of its own leads to one", () => {
  const headings = new Set([...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => anchorOf(heading)));
  const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.filter((anchor) => !headings.has(anchor ?? ""))).toEqual([]);
});
