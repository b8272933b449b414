import type { Planted } from "../planted.ts";

/** Mistakes around the one call of a provider. */
export const sending: readonly Planted[] = [
  {
    id: "sdk-retries-on",
    what: "The SDK makes its three attempts at a provider wherever the region comes from the environment, as in Lambda.",
    file: "shared/platform/adapters/provider-client.ts",
    find: "  maxAttempts: 1,",
    replace: "  maxAttempts: options.endpoint === undefined && options.region === undefined ? 3 : 1,",
    check: "accepted-once",
  },
  {
    id: "alert-sent-then-marked",
    what: "An alert to support is handed over first and marked afterwards.",
    file: "functions/send-message/deliver.ts",
    find: `  const sending = await change(table, message, {
    status: "sending",
    retryAt: undefined,
    attempt,
    sendingAt: reading.now,
    consent: judged.step.kind === "marketing" ? withoutIp(recipient?.consent.statement) : undefined,
    link: taggedLink(judged.step.link(), reading, message),
  });
  await conclude(ports, sending, await hand(ports, sending, ready), reading);`,
    replace: `  const early = ready.channel === "support" ? await hand(ports, message, ready) : undefined;
  const sending = await change(table, message, {
    status: "sending",
    retryAt: undefined,
    attempt,
    sendingAt: reading.now,
    consent: judged.step.kind === "marketing" ? withoutIp(recipient?.consent.statement) : undefined,
    link: taggedLink(judged.step.link(), reading, message),
  });
  await conclude(ports, sending, early ?? (await hand(ports, sending, ready)), reading);`,
    check: "handed-over-once",
  },
  {
    id: "ambiguous-called-failed",
    what: "An answer whose provider timed out is recorded as failed.",
    file: "functions/run-chore/send-once.ts",
    find: '{ status: "unknown", settledAt, reason: outcome.reason }',
    replace: '{ status: "failed", settledAt, reason: outcome.reason }',
    check: "record-is-true",
  },
  {
    id: "asked-as-of-the-claim",
    what: "The gates are asked again as of the moment of the claim where that is later than now: the clock of another machine.",
    file: "functions/send-message/judge.ts",
    find: "evaluateStep({ flow, bound, planned, step, due, run, facts, settings, now, rival: undefined });",
    replace:
      "evaluateStep({\n    ...{ flow, bound, planned, step, due, run, facts, settings, rival: undefined },\n    now: now > message.claimedAt ? now : message.claimedAt,\n  });",
    check: "marketing-keeps-quiet-hours",
  },
  {
    id: "due-not-asked-again",
    what: "What was due by the clock of the machine that claimed it is not asked again by that of the machine that sends it.",
    file: "functions/send-message/judge.ts",
    find: 'evaluation.outcome === "send" && evaluation.due > now',
    replace: 'evaluation.outcome === "send" && evaluation.due > now && evaluation.due > message.claimedAt',
    check: "due-and-not-past-its-deadline",
  },
  {
    id: "outbox-read-failed",
    what: "A message whose store cannot be read just now is taken for one of a store that is gone, and dropped.",
    file: "functions/send-message/handler.ts",
    find: "      const store = await readStore(table, storeId);",
    replace: "      const store = await readStore(table, storeId).catch(() => undefined);",
    check: "message-is-settled",
    unswept: true,
  },
  {
    id: "alert-decided-afterwards",
    what: "An alert is handed over before the decision to send it is kept, because it is urgent.",
    file: "functions/advance-run/handler.ts",
    find: `    for (const decision of result.decisions) {
      await keepDecision(table, { ...decision, ...about });
      metrics.count("decision", { flow: run.flow, outcome: decision.outcome, reason: decision.reason });
    }
    // Only now, so that nothing goes out of which nobody could say why: what is claimed the sweep hands over by itself.
    if (send !== undefined && (await claimSend(table, run, send, now))) {
      const { message } = send.evaluation;
      await ports.outbox.send({ store: run.store, message, correlationId: run.correlationId });
    }
`,
    replace: `    const handOver = async (): Promise<void> => {
      if (send !== undefined && (await claimSend(table, run, send, now))) {
        const { message } = send.evaluation;
        await ports.outbox.send({ store: run.store, message, correlationId: run.correlationId });
      }
    };
    const isUrgent = send?.planned.channel === "support";
    if (isUrgent) await handOver();
    for (const decision of result.decisions) {
      await keepDecision(table, { ...decision, ...about });
      metrics.count("decision", { flow: run.flow, outcome: decision.outcome, reason: decision.reason });
    }
    if (!isUrgent) await handOver();
`,
    check: "sent-was-decided",
  },
  {
    id: "alert-repeated-after-a-time-out",
    what: "An alert whose provider does not answer in time counts as refused for now, and is handed over again.",
    file: "shared/platform/adapters/sns-support.ts",
    find: `      return classifySendError(error);`,
    replace: `      const outcome = classifySendError(error);
      const isLate = outcome.kind === "ambiguous" && outcome.reason === "TimeoutError";
      return isLate ? { kind: "refused", retry: true, reason: outcome.reason } : outcome;`,
    check: "handed-over-once",
  },
  {
    id: "answer-leased-by-clock",
    what: "An answer whose attempt has not come back for two minutes, by the clock, is sent anew by the next attempt.",
    file: "functions/run-chore/send-once.ts",
    find: '    case "sending":\n      await conclude(',
    replace: `    case "sending":
      if (Date.parse(now) - Date.parse(standing.sendingAt ?? standing.claimedAt) > 120_000)
        return changeMessage(table, standing, sending);
      await conclude(`,
    check: "handed-over-once",
  },
  {
    id: "claim-leased-by-clock",
    what: "A message that was claimed more than four minutes ago, by the clock, is thought to be on its way, and is not handed over.",
    file: "shared/messaging/claim.ts",
    find: '    case "claimed":\n      return true;',
    replace: '    case "claimed":\n      return elapsed(standing.claimedAt, message.claimedAt) < 240_000;',
    check: "message-is-settled",
    unswept: true,
  },
];
