/** Asks the local run. Throws an error with its words when it refuses. */
export const ask = async (path, options) => {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => undefined);
  if (!response.ok) throw new Error(body?.error ?? body?.message ?? `${path} was answered ${response.status}.`);
  return body;
};

const state = {
  words: undefined,
  zone: "UTC",
  now: undefined,
  nextWake: undefined,
  messages: [],
  decisions: [],
  parts: {},
  support: [],
  trouble: { deadLetters: [], rejected: [], alerts: [] },
};

let seen = "";

export const read = () => state;

export const loadOnce = async () => {
  state.words = await ask("/local/console/words.json");
  const store = await ask("/local/stores/demo").catch(() => undefined);
  if (store) state.zone = store.zone;
};

const loadAll = async () => {
  const [messages, decisions, own, deadLetters, rejected, alerts] = await Promise.all([
    ask("/local/messages"),
    ask("/local/decisions"),
    ask("/local/console/state"),
    ask("/local/dead-letters"),
    ask("/local/rejected"),
    ask("/local/alerts"),
  ]);
  state.messages = messages.toReversed();
  state.decisions = decisions.toReversed();
  state.nextWake = own.nextWake ?? undefined;
  state.parts = own.parts;
  const isSupport = ({ alarm }) => alarm === "support";
  state.support = alerts.filter(isSupport).toReversed();
  state.trouble = { deadLetters, rejected, alerts: alerts.filter((alert) => !isSupport(alert)) };
  for (const { profileId, channel, to } of messages) if (profileId && channel === "email") names.set(profileId, to);
};

/** Brings the time up to date, and everything else when the pipeline has done something since; answers whether it had. */
export const refresh = async () => {
  const [{ now }, counts] = await Promise.all([ask("/local/clock"), ask("/local/counts")]);
  state.now = now;
  const calls = JSON.stringify(counts);
  if (calls === seen) return false;
  await loadAll();
  seen = calls;
  return true;
};

const names = new Map();

/** Whom a decision is about: an address where one is known. */
export const nameOf = ({ profileId }) => names.get(profileId);

/** Looks up whoever has no name yet; answers whether any was found. */
export const findNames = async (decisions) => {
  const unknown = new Map(decisions.map((one) => [one.profileId, one.store]));
  for (const id of names.keys()) unknown.delete(id);
  await Promise.all(
    [...unknown].map(async ([id, store]) => {
      const query = new URLSearchParams({ store });
      const profile = await ask(`/local/profiles/${encodeURIComponent(id)}?${query}`).catch(() => undefined);
      names.set(id, profile?.keys.emails[0] ?? profile?.keys.phones[0] ?? id);
    }),
  );
  return unknown.size > 0;
};
