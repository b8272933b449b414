import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "../../infra/build/build.ts";
import { root } from "./support/synthesise.ts";

const source = (greeting: string) => `import * as z from "zod";
export const handler = async (event: unknown) => z.object({ name: z.string() }).parse(event).name + "${greeting}";`;

const write = async (project: string, name: string, code: string) => {
  await mkdir(join(project, "functions", name), { recursive: true });
  await writeFile(join(project, "functions", name, "index.ts"), code);
};

/** The real templates and packages around two small functions. */
const createProject = async () => {
  const project = await mkdtemp(join(tmpdir(), "comeback-build-"));
  await cp(join(root, "shared"), join(project, "shared"), { recursive: true });
  await mkdir(join(project, "infra/build"), { recursive: true });
  await writeFile(join(project, "package-lock.json"), "{}");
  await symlink(join(root, "node_modules"), join(project, "node_modules"));
  await write(project, "greet", source("!"));
  await write(project, "send-message", source("?"));
  return { root: project, out: join(project, "dist") };
};

let project: Awaited<ReturnType<typeof createProject>>;
beforeEach(async () => {
  project = await createProject();
});
afterEach(() => rm(project.root, { recursive: true }));

test("a build bundles every function to CommonJS that runs", async () => {
  const result = await build(project);
  expect(result).toMatchObject({
    built: true,
    sizes: { greet: expect.any(Number), "send-message": expect.any(Number) },
  });
  const { handler } = await import(join(project.out, "functions/greet/index.js"));
  await expect(handler({ name: "Ada" })).resolves.toBe("Ada!");
  expect(JSON.parse(await readFile(join(project.out, "package.json"), "utf8"))).toEqual({ type: "commonjs" });
});

test("a bundle is one minified file without a source map", async () => {
  await build(project);
  expect(await readdir(join(project.out, "functions/greet"))).toEqual(["index.js"]);
  expect(await readFile(join(project.out, "functions/greet/index.js"), "utf8")).not.toContain("sourceMappingURL");
});

test("a bundle runs without any package, in an environment that holds credentials", async () => {
  await write(
    project.root,
    "read",
    `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
export const handler = () => new DynamoDBClient({ region: "us-east-1" }).config.credentials();`,
  );
  await build(project);
  await rm(join(project.root, "node_modules"));
  const script = `require("./index.js").handler().then(({ accessKeyId }) => console.log(accessKeyId))`;
  const env = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "example", AWS_SESSION_TOKEN: "example" };
  const cwd = join(project.out, "functions/read");
  expect(execFileSync(process.execPath, ["-e", script], { cwd, env, encoding: "utf8" })).toBe("AKIDEXAMPLE\n");
});

test("the compiled templates lie next to what sends them, and once for everybody", async () => {
  await build(project);
  const all = await readFile(join(project.out, "templates.json"), "utf8");
  expect(Object.keys(JSON.parse(all).emails).length).toBeGreaterThan(0);
  expect(await readFile(join(project.out, "functions/send-message/templates.json"), "utf8")).toBe(all);
});

test("a build without a change does nothing", async () => {
  await build(project);
  expect(await build(project)).toEqual({ built: false });
});

test.each([
  { change: "a changed function", apply: (root: string) => write(root, "greet", source("!!")) },
  { change: "a new function", apply: (root: string) => write(root, "part", source(".")) },
  { change: "a removed function", apply: (root: string) => rm(join(root, "functions/greet"), { recursive: true }) },
  { change: "other packages", apply: (root: string) => writeFile(join(root, "package-lock.json"), '{"a":1}') },
])("$change is built", async ({ apply }) => {
  await build(project);
  await apply(project.root);
  expect(await build(project)).toMatchObject({ built: true });
  expect(await readdir(join(project.out, "functions"))).toEqual(
    (await readdir(join(project.root, "functions"))).sort(),
  );
});

test("a build that fails leaves the last good one in place", async () => {
  await build(project);
  await write(project.root, "greet", "export const = ;");
  await expect(build({ ...project })).rejects.toThrow();
  expect(await readdir(join(project.out, "functions"))).toEqual(["greet", "send-message"]);
  expect((await readdir(project.root)).filter((name) => name.startsWith("dist"))).toEqual(["dist"]);
});

test("two builds at once end with one good build", async () => {
  await Promise.all([build(project), build({ ...project })]);
  expect(await build(project)).toEqual({ built: false });
});
