/** How the names of replays begin that are only compared with: no rule but that of infra/constructs/replay.ts sees them. */
export const whatIf = "what-if-";

/**
 * Physical names are given, not generated: an operator finds a queue by the name that the alarm and the runbook say,
 * the command line finds the table of a stage, and alarms need no export that would stop a flow from being removed.
 */
export const names = (stage: string) => {
  const prefix = `comeback-${stage}`;
  return {
    bus: prefix,
    archive: prefix,
    table: prefix,
    secret: `comeback/${stage}`,
    /** The account and the region follow it, since buckets share one namespace with the whole world. */
    bucketPrefix: `${prefix}-rejected`,
    scheduleGroup: prefix,
    configurationSet: prefix,
    alerts: `${prefix}-alerts`,
    support: `${prefix}-support`,
    inbound: `${prefix}-inbound`,
    /** The alias of the key of a stage that has one of its own. */
    key: prefix,
    dashboard: prefix,
    api: prefix,
    logGroup: (of: string) => `/comeback/${stage}/${of}`,
    function: (name: string) => `${prefix}-${name}`,
    queue: (name: string) => `${prefix}-${name}`,
    deadLetters: (name: string) => `${prefix}-${name}-dead`,
    rule: (name: string) => `${prefix}-${name}`,
    replay: (id: string) => `${whatIf}${prefix}-${id}`,
    schedule: (name: string) => `${prefix}-${name}`,
    alarm: (name: string) => `${prefix}-${name}`,
  };
};
