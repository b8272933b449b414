import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { withoutMessage } from "../../../shared/platform/adapters/powertools-log.ts";

const adapter = pathToFileURL(join(__dirname, "../../../shared/platform/adapters/powertools-log.ts")).href;

const script = `
  import { createPowertoolsLog } from ${JSON.stringify(adapter)};
  const log = createPowertoolsLog({ service: "enroll", stage: "test" });
  log.info("opened", { run: "r-1" });
  log.warn("plain");
  const cause = Object.assign(new Error("to ada@example.com"), { code: "ECONNRESET" });
  log.error("failed", { run: "r-1", error: new TypeError("not verified: ada@example.com", { cause }) });
`;

test("writes one JSON line each, and of an error everything but its message", async () => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script],
    { env: { ...process.env, POWERTOOLS_DEV: "", NODE_OPTIONS: "" } },
  );
  const lines = `${stdout}${stderr}`
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    expect.objectContaining({ level: "INFO", message: "opened", run: "r-1", service: "enroll", stage: "test" }),
    expect.objectContaining({ level: "WARN", message: "plain" }),
    expect.objectContaining({
      level: "ERROR",
      message: "failed",
      run: "r-1",
      error: {
        name: "TypeError",
        at: expect.arrayContaining([expect.stringMatching(/^at /)]),
        cause: { name: "Error", code: "ECONNRESET", at: expect.arrayContaining([expect.stringMatching(/^at /)]) },
      },
    }),
  ]);
  expect(JSON.stringify(lines)).not.toContain("ada@example.com");
});

test.each([["text"], [42], [null], [{ plain: true }], [["list"]]])("%p is logged as it is", (value) => {
  expect(withoutMessage("field", value)).toBe(value);
});

test.each([
  ["first line\n    at ada@example.com"],
  ["first line\n    at ada@example.com:1:1"],
  ["$& first line\n    at ada@example.com (file:1:1)"],
])("a message that looks like a frame does not slip in with the stack: %j", (message) => {
  const error = new Error(message);
  expect(JSON.stringify(withoutMessage("error", error))).not.toContain("ada@example.com");
});
