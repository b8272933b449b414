import { elapsed } from "../../shared/events/instant.ts";
import { duePartition } from "../../shared/store/due.ts";
import { listUnknown } from "../../shared/store/messages.ts";
import { everything, listStores, readStore, type StoreState } from "../../shared/store/stores.ts";
import { deadLetterQueues } from "../dead-letters/queues.ts";
import { type Launched, readLaunched } from "../go-live/go-live.ts";
import { plural } from "../plural.ts";
import { stageFlag } from "../stage-flag.ts";
import type { Stage } from "../stage.ts";
import { type Finding, look, ok, warning, wrong } from "./finding.ts";

type Reached = Pick<Stage, "table" | "secrets" | "deadLetters" | "now" | "name">;

const stoppedFindings = (stage: Reached, store: string, state: StoreState): readonly Finding[] => {
  const check = store === everything ? "everything" : `store ${store}`;
  const { paused, marketingPaused, uninstalledAt } = state;
  const which = store === everything ? "" : ` ${store}`;
  const resume = `When that is over: npx comeback resume${which}${stageFlag(stage)}`;
  return [
    ...(paused === undefined ? [] : [warning(check, `paused since ${paused.at}: ${paused.reason}`, resume)]),
    ...(marketingPaused === undefined
      ? []
      : [
          warning(
            check,
            `sends no marketing since ${marketingPaused.at}: ${marketingPaused.reason}`,
            `Find out who complained (runbook, Marketing has stopped by itself). ${resume}`,
          ),
        ]),
    ...(uninstalledAt === undefined
      ? []
      : [
          warning(
            check,
            `the shop removed the app at ${uninstalledAt}, so nothing is sent`,
            `If it is back: npx comeback stores put its settings again; if not: npx comeback stores remove ${store}`,
          ),
        ]),
  ];
};

/** What a store does not send yet: somebody may have forgotten that it is not live. */
const launchFinding = (stage: Reached, store: string, launched: Launched): Finding | undefined => {
  const check = `store ${store}`;
  const live = `npx comeback go-live ${store}${stageFlag(stage)}`;
  switch (launched.mode) {
    case "live":
      return undefined;
    case "shadow":
      return warning(
        check,
        `in shadow mode since ${launched.since}: it sends ${launched.allowed === 0 ? "nothing" : `to ${plural(launched.allowed, "named address", "es")} only`}`,
        `When it looks right: ${live}`,
      );
    case "ramp": {
      const { day, days, sent, volume, ends } = launched;
      const found = `day ${day} of a ramp of ${days}: ${sent} of ${volume} emails are sent, the next day begins at ${ends}`;
      return sent < volume
        ? ok(check, found)
        : warning(check, found, `Other marketing waits for that. To end the ramp: ${live}`);
    }
  }
};

/** Whether any store stands still or does not send everything, and why. */
const checkStores = async (stage: Reached): Promise<readonly Finding[]> => {
  const ids = await listStores(stage.table);
  const read = await Promise.all(ids.map((id) => readStore(stage.table, id)));
  const launches = await Promise.all(
    read.map(async (one, index) => {
      const id = ids[index] ?? "";
      return launchFinding(stage, id, await readLaunched(stage, id, one?.state.launch));
    }),
  );
  const findings = [
    ...read.slice(0, 1).flatMap((one) => (one === undefined ? [] : stoppedFindings(stage, everything, one.everything))),
    ...read.flatMap((one, index) => (one === undefined ? [] : stoppedFindings(stage, ids[index] ?? "", one.state))),
    ...launches.flatMap((finding) => finding ?? []),
  ];
  return findings.length > 0 ? findings : [ok("paused", "nothing stands still")];
};

const checkUnknown = async (stage: Reached): Promise<Finding> => {
  const check = "unknown messages";
  const found = await listUnknown(stage.table, stage.now());
  const [oldest] = found;
  if (oldest === undefined) return ok(check, "none");
  return warning(
    check,
    `nobody knows whether ${plural(found.length, "message")} went out, the first since ${oldest.settledAt ?? oldest.claimedAt}`,
    `List them, find out at the provider, settle them: npx comeback messages unknown${stageFlag(stage)}`,
  );
};

const checkDeadLetters = async (stage: Reached): Promise<readonly Finding[]> => {
  const counted = await stage.deadLetters.count();
  const full = counted.filter(({ waiting }) => waiting > 0);
  if (full.length === 0) return [ok("dead letters", "none")];
  return full.map(({ queue, waiting }) => {
    const known = deadLetterQueues.find(({ name }) => name === queue);
    const then = known?.back.to === undefined ? "drop them" : "mend the cause, then redrive them";
    return wrong(
      `dead letters ${queue}`,
      `${plural(waiting, "message")} could not be processed. ${known?.means ?? ""}`.trim(),
      `See what they are and ${then}: npx comeback dead-letters show ${queue}${stageFlag(stage)}`,
    );
  });
};

const checkSecrets = async (stage: Reached): Promise<readonly Finding[]> => {
  const { stores } = await stage.secrets.read();
  const known = await listStores(stage.table);
  const findings: Finding[] = [];
  for (const store of known) {
    const sources = Object.entries(stores[store] ?? {});
    const check = `secrets ${store}`;
    if (sources.every(([, active]) => active.length === 0))
      findings.push(
        wrong(
          check,
          "none: every webhook of this store is refused",
          `npx comeback secrets set ${store} shopify${stageFlag(stage)}`,
        ),
      );
    for (const [source, active] of sources)
      if (active.length > 1)
        findings.push(
          warning(
            check,
            `${source} has ${active.length} that are active, so a rotation has not ended`,
            `Once the sender signs with the new one: npx comeback secrets retire ${store} ${source}${stageFlag(stage)}`,
          ),
        );
  }
  return findings.length > 0 ? findings : [ok("secrets", "one active for each sender")];
};

/** How long ago the sweep must have looked at the last overdue run. */
const patienceMs = 2 * 3_600_000;

/** Live runs whose wake never came: the sweep should have found them within the hour. */
const checkOverdue = async ({ table, now }: Reached): Promise<Finding> => {
  const check = "overdue runs";
  const [first] = await table.due(duePartition, now(), 1);
  const late = first?.dueAt === undefined ? 0 : elapsed(first.dueAt, now());
  if (late <= patienceMs) return ok(check, "none");
  return wrong(
    check,
    `one waits since ${first?.dueAt ?? ""}`,
    "The sweep finds them every hour: see the runbook, The sweep does not run.",
  );
};

/** What the stage itself knows of its troubles, on AWS and in the local run alike. */
export const checkStage = async (stage: Reached): Promise<readonly Finding[]> =>
  [
    await look("paused", () => checkStores(stage)),
    await look("dead letters", () => checkDeadLetters(stage)),
    await look("unknown messages", () => checkUnknown(stage)),
    await look("overdue runs", () => checkOverdue(stage)),
    await look("secrets", () => checkSecrets(stage)),
  ].flat();
