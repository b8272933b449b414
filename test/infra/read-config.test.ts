import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./support/synthesise.ts";

const folder = mkdtempSync(join(tmpdir(), "comeback-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a module of the project answers in a process of its own, which reads TypeScript as the command line does. */
const inProcess = async (module: string, expression: string) => {
  const script = `const { readStageConfig, openAwsStage } = await import(${JSON.stringify(join(root, module))});
    try { console.log(JSON.stringify({ read: ${expression} })); }
    catch ({ name, message }) { console.log(JSON.stringify({ name, message })); }`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
  const answer: { read?: Record<string, unknown>; name?: string; message?: string } = JSON.parse(stdout);
  return answer;
};

const readStageConfig = (stage: string, file: string) =>
  inProcess("infra/read-config.ts", `await readStageConfig(${JSON.stringify(stage)}, ${JSON.stringify(file)})`);

/** The region that the clients of the command line are made for. */
const regionOf = (stage: string, file: string) =>
  inProcess(
    "cli/aws-stage.ts",
    `{ stage: (await openAwsStage(${JSON.stringify(stage)}, ${JSON.stringify(file)})).name, region: process.env.AWS_REGION }`,
  );

const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

const good = write(
  "good.config.ts",
  `import { defineConfig } from ${JSON.stringify(join(root, "infra/config.ts"))};
const region: string = "eu-central-1";
export default defineConfig({ stages: { dev: { region }, prod: { region, senderDomain: "shop.example" } } });`,
);

test("a stage's region is what the file says, without anything from the command line", async () => {
  expect(await readStageConfig("prod", good)).toMatchObject({
    read: { stage: "prod", region: "eu-central-1", senderDomain: ["shop.example"] },
  });
});

test("a stage that only a pipeline knows is none of the file's", async () => {
  expect(await readStageConfig("pr-12", good)).toEqual({});
});

test.each([
  { what: "no file", file: "nowhere.config.ts", says: /^There is no nowhere\.config\.ts\./ },
  { what: "no TypeScript", file: write("broken.config.ts", "export default {{"), says: /cannot be read: / },
  { what: "nothing exported", file: write("empty.config.ts", ""), says: /export default defineConfig/ },
  {
    what: "a wrong setting",
    file: write("wrong.config.ts", "export default { stages: { prod: { region: 'Frankfurt' } } };"),
    says: /prod\.region: must be a region/,
  },
])("$what is said with what to do, and no stack trace", async ({ file, says }) => {
  const { name, message } = await readStageConfig("prod", file);
  expect(name).toBe("SettingsError");
  expect(message).toMatch(says);
});

test("the command line works on a stage in its region, on one that only a pipeline knows in the caller's own", async () => {
  expect(await regionOf("prod", good)).toEqual({ read: { stage: "prod", region: "eu-central-1" } });
  expect(await regionOf("pr-12", good)).toEqual({
    read: { stage: "pr-12", ...(process.env["AWS_REGION"] !== undefined && { region: process.env["AWS_REGION"] }) },
  });
});

test("the command line says what is wrong with the file", async () => {
  expect(await regionOf("prod", join(folder, "wrong.config.ts"))).toMatchObject({
    name: "FailedError",
    message: expect.stringContaining("prod.region: must be a region"),
  });
});
