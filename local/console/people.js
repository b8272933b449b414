import { ask, read } from "./api.js";
import { h, pair } from "./dom.js";
import { flowName, onDay, reasonText, stepName, when } from "./text.js";

const consentText = ({ state, at }) => {
  const said =
    { granted: "yes", revoked: "no", "never-asked": "never given", unconfirmed: "yes, to be confirmed" }[state] ??
    state;
  return at ? `${said}, since ${when(at)}` : said;
};

const pointsText = ({ available, pending, nextExpiry }) =>
  [
    `${available} to spend`,
    ...(pending > 0 ? [`${pending} pending`] : []),
    ...(nextExpiry ? [`${nextExpiry.points} expire ${onDay(nextExpiry.at)}`] : []),
  ].join(", ");

const tierText = ({ name, since, nextDrop }) =>
  [
    name,
    ...(since ? [`since ${onDay(since)}`] : []),
    ...(nextDrop ? [`until ${onDay(nextDrop.at)} without another order`] : []),
  ].join(", ");

const preferencesText = ({ topics, birthday, language, paused, pausedUntil }) =>
  [
    ...(topics.length > 0 ? [`interested in ${topics.join(", ")}`] : []),
    ...(birthday ? [`birthday ${birthday.month}/${birthday.day}`] : []),
    ...(language ? [`written to in ${language}`] : []),
    ...(paused ? [`no marketing until ${when(pausedUntil)}`] : []),
  ].join("; ") || "none left";

const stars = (count) => `${count} ${count === 1 ? "star" : "stars"}`;

const complaintText = (complaint) => {
  if (!complaint) return "none";
  const { since, until } = complaint;
  return until
    ? `of ${when(since)}, settled; promotions resume ${when(until)}`
    : `open since ${when(since)}; promotions wait`;
};

const closers = { support: "by support", customer: "by a better rating", window: "by time" };

const closingText = ({ closesAt, closedBy }, now) =>
  `${closesAt > now ? "will be closed at the latest" : "closed"} ${when(closesAt)}, ${closers[closedBy]}`;

const expiryText = ({ left, expiresAt }) => {
  if (left === 0) return "nothing left";
  return expiresAt ? onDay(expiresAt) : "never";
};

const money = ({ total, currency }) => `${total} ${currency}`;

const table = (caption, head, rows) =>
  rows.length === 0
    ? undefined
    : h(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
        h(
          "table",
          {},
          h("caption", {}, caption),
          h("thead", {}, h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)))),
          h("tbody", {}, ...rows.map((cells) => h("tr", {}, ...cells.map((cell) => h("td", {}, cell))))),
        ),
      );

const runState = ({ finished, nextWakeAt }) => {
  if (finished) return `ended ${when(finished.at)}: ${reasonText(finished.reason)}`;
  return nextWakeAt ? `looks again ${when(nextWakeAt)}` : "open";
};

const stepsOf = ({ flow, plan, steps }) =>
  plan
    .map(({ id }) => {
      const step = steps[id];
      if (!step) return `${stepName(id, flow)}: to come`;
      return `${stepName(id, flow)}: ${step.state === "skipped" ? `not sent, ${reasonText(step.reason)}` : step.state.replace("-", " ")}`;
    })
    .join("; ");

const profileCard = (profile) =>
  h(
    "article",
    { class: "card", "aria-labelledby": "profile-title" },
    h("h3", { id: "profile-title", tabindex: "-1" }, profile.keys.emails[0] ?? profile.keys.phones[0] ?? profile.id),
    h(
      "dl",
      { class: "facts" },
      ...pair("Addresses", [...profile.keys.emails, ...profile.keys.phones].join(", ") || "none"),
      ...pair("Customer", profile.keys.customer ?? "a guest"),
      ...pair("Mails", consentText(profile.consent.email)),
      ...pair("Texts", consentText(profile.consent.text)),
      ...(profile.preferences ? pair("Preferences", preferencesText(profile.preferences)) : []),
      ...(profile.points ? pair("Points", pointsText(profile.points)) : []),
      ...(profile.tier ? pair("Tier", tierText(profile.tier)) : []),
      ...pair("Complaint", complaintText(profile.openComplaint)),
    ),
    table(
      "Runs",
      ["Flow", "Now", "Steps"],
      profile.runs.map((run) => [flowName(run.flow), runState(run), stepsOf(run)]),
    ),
    table(
      "Complaints",
      ["Opened", "Rating", "Now", "Promotions resume"],
      profile.complaints.map((one) => [
        when(one.openedAt),
        stars(one.rating),
        closingText(one, read().now),
        when(one.holdUntil),
      ]),
    ),
    table(
      "Points",
      ["Earned", "From", "Points", "Left", "Expire"],
      (profile.points?.lots ?? []).map((lot) => [
        when(lot.earnedAt),
        lot.id.replace(":", " "),
        String(lot.points),
        String(lot.left),
        expiryText(lot),
      ]),
    ),
    table(
      "Subscriptions",
      ["Subscription", "Status", "Products"],
      profile.subscriptions.map(({ id, status, items }) => [
        id,
        status,
        items.flatMap(({ productId }) => productId ?? []).join(", ") || "those of its first order",
      ]),
    ),
    table(
      "Checkouts",
      ["Made", "Last changed", "Total", "Lines"],
      profile.checkouts.map((one) => [
        when(one.createdAt),
        when(one.activityAt),
        money(one),
        one.lines.map(({ quantity, title }) => `${quantity} × ${title}`).join(", "),
      ]),
    ),
    table(
      "Orders",
      ["Made", "Order", "Total", "Paid"],
      profile.orders.map((one) => [when(one.createdAt), one.name ?? one.id, money(one), one.financialStatus ?? ""]),
    ),
    h(
      "p",
      {},
      h("a", { href: `#/decisions?person=${encodeURIComponent(profile.id)}` }, "All decisions about this person"),
    ),
    h(
      "details",
      { class: "raw" },
      h("summary", {}, "Everything, as the local run answers it"),
      h("pre", { tabindex: "0" }, JSON.stringify(profile, null, 2)),
    ),
  );

let found;

/** Looks somebody up. */
export const peopleView = (query) => {
  const key = query.get("key") ?? "";
  const store = query.get("store") ?? "demo";
  const answer = h("div", { class: "answer", "aria-live": "polite" });
  const wanted = `${store} ${key}`;
  if (found?.wanted === wanted) answer.append(found.card);
  if (key !== "") {
    ask(`/local/profiles/${encodeURIComponent(key)}?${new URLSearchParams({ store })}`).then(
      (profile) => {
        const text = JSON.stringify(profile);
        if (found?.wanted === wanted && found.text === text) return;
        found = { wanted, text, card: profileCard(profile) };
        answer.replaceChildren(found.card);
      },
      (error) => answer.replaceChildren(h("p", { class: "empty" }, error.message)),
    );
  }
  const people = [...new Set(read().messages.map(({ to }) => to))];
  return h(
    "section",
    { "aria-labelledby": "people-title" },
    h("h2", { id: "people-title", tabindex: "-1" }, "People"),
    h("p", { class: "lead" }, "What is known of one person, folded from everything the storefront told."),
    h(
      "form",
      {
        class: "filters",
        onsubmit: (event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          location.hash = `#/people?${new URLSearchParams({ key: form.get("key").trim(), store: form.get("store").trim() })}`;
        },
      },
      h(
        "div",
        { class: "field wide" },
        h("label", { for: "person-key" }, "E-mail address, phone number or customer id"),
        h("input", {
          id: "person-key",
          name: "key",
          value: key,
          list: "known",
          required: true,
          autocomplete: "off",
          spellcheck: "false",
        }),
      ),
      h("datalist", { id: "known" }, ...people.map((value) => h("option", { value }))),
      h(
        "div",
        { class: "field" },
        h("label", { for: "person-store" }, "Store"),
        h("input", { id: "person-store", name: "store", value: store, required: true }),
      ),
      h("button", { type: "submit" }, "Look up"),
    ),
    answer,
  );
};
