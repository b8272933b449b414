import type { Command } from "commander";
import { helpGroups } from "../../cli/kit.ts";
import { commandLine, programFor } from "./support/command-line.ts";

const leaves = (command: Command, path: readonly string[] = []): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[path.join(" "), command]]
    : command.commands.flatMap((part) => leaves(part, [...path, part.name()]));

const program = programFor();
const commands = leaves(program).filter(([name]) => name !== "help");
const helpOf = async (...words: string[]) => (await commandLine().run(...words, "--help")).out;

test.each(commands)("%s says what it does, with an example", async (name, command) => {
  expect(command.description()).toMatch(/^[a-z]/);
  expect(await helpOf(...name.split(" "))).toMatch(new RegExp(`Examples?:\\n {2}npx comeback ${name}\\b[^]*$`));
});

const changes =
  /^(init|stores (put|remove)|secrets (set|rotate|retire|remove)|codes|import |go-live|pause|resume|profile erase|suppressions (import|remove)|complaints resolve|messages settle|dead-letters (redrive|drop)|send-test)/;

test.each(commands.filter(([name]) => changes.test(name)))("%s has a dry run", (_name, command) => {
  expect(command.options.map(({ long }) => long)).toContain("--dry-run");
});

const looks = /( list| show|^rejected|^explain|^doctor|^messages unknown)/;

test.each(commands.filter(([name]) => looks.test(name)))("%s prints JSON for a script", (_name, command) => {
  expect(command.options.map(({ long }) => long)).toContain("--json");
});

test("the first page groups the commands by what one wants to do, and says what to try first", async () => {
  const { code, out } = await commandLine().run("--help");
  expect(code).toBe(0);
  const headings = Object.values(helpGroups);
  const places = headings.map((heading) => out.indexOf(heading));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(out).not.toMatch(/^Commands:/m);
  expect(out).toMatch(/Try these first[^]*stores list[^]*flows list[^]*init/);
  for (const command of program.commands) expect([...headings, ""]).toContain(command.helpGroup());
});

test.each([
  [["help"], "Usage: npx comeback COMMAND"],
  [["help", "secrets", "rotate"], "Usage: npx comeback secrets rotate"],
])("%j explains it", async (words, saying) => {
  expect(await commandLine().run(...words)).toMatchObject({ code: 0, out: expect.stringContaining(saying) });
});

test("without a stage the local run is asked, at its usual address or another", async () => {
  const { run, opened } = commandLine();
  await run("stores", "list");
  await run("stores", "list", "--local", "http://localhost:8790/");
  expect(opened).toEqual(["http://127.0.0.1:8787", "http://localhost:8790"]);
});
