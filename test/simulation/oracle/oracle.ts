import type { Oracle } from "../contract/evidence.ts";
import type { Check } from "./check.ts";
import { effortIsBounded } from "./effort.ts";
import { erasedIsGone, nothingOlderThanErasure } from "./erased.ts";
import {
  checkoutsFolded,
  complaintsFolded,
  consentsFolded,
  onePerson,
  ordersFolded,
  stopsStand,
  suppressedAsReported,
  twoPeople,
} from "./folds.ts";
import { withinCap } from "./gates/cap.ts";
import { consented } from "./gates/consent.ts";
import { notAfterExit } from "./gates/exit.ts";
import { notDuringHold } from "./gates/hold.ts";
import { notWhileOff } from "./gates/off.ts";
import { byDayOnly } from "./gates/quiet-hours.ts";
import { notToSuppressed } from "./gates/suppression.ts";
import { inTime } from "./gates/timing.ts";
import { historyOf } from "./history.ts";
import {
  acknowledgedHandled,
  acknowledgedKept,
  acknowledgedPublished,
  forgedRefused,
  nothingLeftOver,
  readAsMeant,
  rejectedKept,
} from "./kept.ts";
import {
  acceptedOnce,
  handedOverOnce,
  messageSettled,
  recordIsTrue,
  runIsNotStuck,
  sentWasDecided,
  unknownHasCause,
} from "./messages.ts";
import { pointsFolded } from "./points.ts";
import { triggerOpensRun } from "./runs.ts";
import { slotsGivenBack } from "./slots.ts";

/** Everything that must hold at the end of a history, whatever went wrong in it. */
export const checks: readonly Check[] = [
  acknowledgedPublished,
  acknowledgedHandled,
  acknowledgedKept,
  readAsMeant,
  rejectedKept,
  forgedRefused,
  nothingLeftOver,
  ordersFolded,
  checkoutsFolded,
  consentsFolded,
  stopsStand,
  pointsFolded,
  complaintsFolded,
  suppressedAsReported,
  onePerson,
  twoPeople,
  acceptedOnce,
  handedOverOnce,
  consented,
  byDayOnly,
  withinCap,
  slotsGivenBack,
  notAfterExit,
  notWhileOff,
  notDuringHold,
  notToSuppressed,
  inTime,
  messageSettled,
  recordIsTrue,
  unknownHasCause,
  sentWasDecided,
  triggerOpensRun,
  runIsNotStuck,
  erasedIsGone,
  nothingOlderThanErasure,
  effortIsBounded,
];

/** Of one check so many violations are told; the first tells as much as the hundredth. */
const most = 5;

/** Asks every check about every store of a simulated history. */
export const oracle: Oracle = (evidence) =>
  evidence.stores.flatMap((state) => {
    const history = historyOf(evidence, state);
    return checks.flatMap(({ name, look }) =>
      look(history)
        .slice(0, most)
        .map((detail) => ({ check: name, detail: `${state.store}: ${detail}` })),
    );
  });
