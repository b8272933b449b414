import { parseArgs } from "node:util";
import { makeCertificate, startEmulator } from "./emulator.ts";
import { assembleChanged, firstDeploy } from "./prepare.ts";
import { say, secondsSoFar, step } from "./report.ts";
import { complaint } from "./scenario/complaint.ts";
import { deadLetters } from "./scenario/dead-letters.ts";
import { erasure } from "./scenario/erasure.ts";
import { farewell } from "./scenario/farewell.ts";
import { feedback } from "./scenario/feedback.ts";
import { firstMessages, register } from "./scenario/first-messages.ts";
import { health } from "./scenario/health.ts";
import { allOnce, replay } from "./scenario/replay.ts";
import { keptItsVersion, openEarlyRun, secondDeploy } from "./scenario/second-deploy.ts";
import { forgetRealAccounts, pointAt, trustCertificate } from "./surroundings.ts";
import { ensurePython, NoPythonError } from "./venv.ts";
import { cleanRun, places } from "./workspace.ts";

const { values } = parseArgs({ options: { "if-possible": { type: "boolean", default: false } } });

const scenario = async (): Promise<void> => {
  const first = await firstDeploy();
  await register();
  await openEarlyRun();
  const uses = async (): Promise<void> => {
    await firstMessages();
    await feedback();
  };
  const [second] = await Promise.all([assembleChanged(), uses()]);
  await secondDeploy(second);
  await complaint();
  await deadLetters(second);
  await replay();
  await erasure();
  await keptItsVersion();
  await allOnce();
  await health();
  await farewell(first);
};

/** Deploys to an emulator of its own and takes it down again, whatever came of it. */
const prove = async (python: string): Promise<void> => {
  await cleanRun();
  await makeCertificate(python);
  trustCertificate();
  const emulator = await step("MiniStack runs on 127.0.0.1", () => startEmulator(python));
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void emulator.stop().then(() => process.exit(130)));
  pointAt(emulator.endpoint);
  try {
    await scenario();
    say(`All of it holds, after ${Math.round(secondsSoFar())} s.`);
  } finally {
    await emulator.stop();
  }
};

forgetRealAccounts();
try {
  await prove(await step("Python has the pinned emulator", ensurePython));
} catch (error) {
  console.error(error);
  if (error instanceof NoPythonError && values["if-possible"])
    console.log(
      "LEFT OUT: Python 3 cannot make a virtual environment here and install MiniStack into it, so nothing was deployed.",
    );
  else {
    console.error(`The deploy proof failed. The emulator's log: ${places.log}`);
    process.exitCode = 1;
  }
}
