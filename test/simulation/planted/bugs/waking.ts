import type { Planted } from "../planted.ts";

/** Mistakes by which a run is not looked at any more. */
export const waking: readonly Planted[] = [
  {
    id: "schedule-after-update",
    what: "A wake that is more than six hours away is scheduled only after its run was written: there seems to be time enough.",
    file: "shared/platform/wakes.ts",
    find: "  if (ahead >= soonMilliseconds) {",
    replace:
      "  const scheduled = async () => void (await ports.scheduler.ensure(scheduleName(run, n), at, wake));\n  if (ahead >= 6 * 3_600_000) return { at, afterwards: scheduled };\n  if (ahead >= soonMilliseconds) {",
    check: "run-is-not-stuck",
    unswept: true,
  },
  {
    id: "wake-read-failed",
    what: "A wake whose store cannot be read just now is taken for one of a store that is gone, and dropped.",
    file: "functions/advance-run/handler.ts",
    find: "      const store = await readStore(table, wake.store);",
    replace: "      const store = await readStore(table, wake.store).catch(() => undefined);",
    check: "run-is-not-stuck",
    unswept: true,
  },
  {
    id: "queue-time-out-taken-for-sent",
    what: "A queue whose answer does not come in time is thought to have taken the message.",
    file: "shared/platform/adapters/sqs-queue.ts",
    find: "    await client.send(\n      new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message), DelaySeconds: delay }),\n    );",
    replace:
      '    const command = new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(message), DelaySeconds: delay });\n    await client.send(command).catch((error: unknown) => {\n      if (!(error instanceof Error) || error.name !== "TimeoutError") throw error;\n    });',
    check: "message-is-settled",
    unswept: true,
  },
  {
    id: "enrolment-read-failed",
    what: "A trigger whose store cannot be read just now is taken for one of a store that is gone, and opens no run.",
    file: "functions/enroll/handler.ts",
    find: "    const settingsOf = askOnce((store) => readSettings(table, store));",
    replace: "    const settingsOf = askOnce((store) => readSettings(table, store).catch(() => undefined));",
    check: "trigger-opens-its-run",
  },
  {
    id: "schedule-time-out-taken-for-made",
    what: "A schedule whose making is not confirmed in time is thought to have been made.",
    file: "shared/platform/adapters/event-bridge-scheduler.ts",
    find: `        if (await unless(ConflictException, client.send(create))) return at;`,
    replace: `        const made = await unless(ConflictException, client.send(create)).catch((error: unknown) => {
          if (error instanceof Error && error.name === "TimeoutError") return true;
          throw error;
        });
        if (made) return at;`,
    check: "run-is-not-stuck",
    unswept: true,
  },
  {
    id: "opening-leased-by-clock",
    what: "A run that was opened more than a minute ago is thought to have had its first wake, also where its opening died.",
    file: "functions/enroll/handler.ts",
    find: "        if (existing.revision === 1 && existing.correlationId === event.correlationId) return open(ports, existing);",
    replace: `        const isFresh = Date.parse(now) - Date.parse(existing.openedAt) < 60_000;
        if (existing.revision === 1 && existing.correlationId === event.correlationId && isFresh)
          return open(ports, existing);`,
    check: "run-is-not-stuck",
    unswept: true,
  },
  {
    id: "soon-wake-left",
    what: "A wake of the next two minutes that its queue cannot take just now, or takes too long to take, is left to the sweep.",
    file: "shared/platform/wakes.ts",
    find: "  return { at, afterwards: () => ports.wakes.send(wake, Math.max(0, Math.ceil(ahead / 1000))) };",
    replace: `  const send = () =>
    ports.wakes.send(wake, Math.max(0, Math.ceil(ahead / 1000))).catch((error: unknown) => {
      const isBusy = error instanceof Error && ["ThrottlingException", "TimeoutError"].includes(error.name);
      if (!isBusy) throw error;
    });
  return { at, afterwards: send };`,
    check: "run-is-not-stuck",
    unswept: true,
  },
];
