import type { Instant } from "../../events/instant.ts";
import { type Choices, parts } from "../../profile/preference-centre.ts";
import { formatDay } from "../format.ts";
import { escapeHtml, formTo, type Language, languageOf, renderPage } from "./layout.ts";
import { type PreferencesCopy, preferencesTexts } from "./preferences-texts.ts";

type Common = { readonly brand?: { readonly name: string } | undefined; readonly locale: string };

/** What was wrong with a form that came back. */
export type Mistake = "birthday" | "choice";

export type PreferencesPage = Common &
  (
    | {
        readonly state: "choose";
        readonly choices: Choices;
        /** The topics of the store. */
        readonly topics: readonly { readonly id: string; readonly name: string }[];
        /** Masked: whoever a mail was forwarded to need not learn them. */
        readonly email: string | undefined;
        readonly phone: string | undefined;
        readonly pausedUntil: Instant | undefined;
        readonly zone: string;
        readonly postUrl: string;
        readonly note?: "saved" | "confirm-text" | undefined;
        readonly mistake?: Mistake | undefined;
      }
    | { readonly state: "gone"; readonly postUrl: string }
    | { readonly state: "stopped" | "invalid" }
  );

type Choose = Extract<PreferencesPage, { state: "choose" }>;

/** An address of which its holder knows which it is, and nobody else. */
export const maskEmail = (email: string): string => {
  const at = email.lastIndexOf("@");
  return `${[...email][0] ?? ""}•••${email.slice(at)}`;
};
export const maskPhone = (phone: string): string => `•••${phone.slice(-2)}`;

const checkbox = (name: string, value: string, label: string, checked: boolean, describedBy?: string): string =>
  `<label><input type="checkbox" name="${name}" value="${escapeHtml(value)}"${checked ? " checked" : ""}${
    describedBy === undefined ? "" : ` aria-describedby="${describedBy}"`
  }> ${escapeHtml(label)}</label>`;

const group = (legend: string, html: string): string =>
  `<fieldset><legend>${escapeHtml(legend)}</legend>${html}</fieldset>`;

const option = (value: string, label: string, chosen: boolean): string =>
  `<option value="${value}"${chosen ? " selected" : ""}>${escapeHtml(label)}</option>`;

const select = (name: string, label: string, options: readonly string[], attributes = ""): string =>
  `<div class="field"><label for="${name}">${escapeHtml(label)}</label>` +
  `<select id="${name}" name="${name}"${attributes}>${options.join("")}</select></div>`;

const hint = (id: string, text: string): string => `<p class="hint" id="${id}">${escapeHtml(text)}</p>`;

const channels = (copy: PreferencesCopy, { choices, phone, brand }: Choose): string => {
  const email = checkbox("channel", "email", copy.email, choices.email);
  if (choices.text === undefined) return group(copy.channels, email);
  const text = checkbox("channel", "text", copy.text(phone), choices.text, "text-wording");
  return group(copy.channels, email + text + hint("text-wording", copy.textWording(brand?.name ?? "")));
};

const birthday = (copy: PreferencesCopy, language: Language, { choices, mistake }: Choose): string => {
  const months = Array.from({ length: 12 }, (_, index) =>
    // Any year will do: only the name of the month is printed.
    new Intl.DateTimeFormat(language, { month: "long", timeZone: "UTC" }).format(Date.UTC(2024, index, 1)),
  );
  const wrong = mistake === "birthday" ? ' aria-invalid="true" aria-describedby="birthday-mistake"' : "";
  const { month, day } = choices.birthday ?? {};
  const none = (chosen: boolean): string => option("", copy.none, chosen);
  const monthOptions = months.map((name, index) => option(String(index + 1), name, month === index + 1));
  const dayOptions = Array.from({ length: 31 }, (_, index) =>
    option(String(index + 1), String(index + 1), day === index + 1),
  );
  const selects =
    select("birthday-month", copy.month, [none(month === undefined), ...monthOptions], wrong) +
    select("birthday-day", copy.day, [none(day === undefined), ...dayOptions], wrong);
  const mistaken = `<p class="mistake" id="birthday-mistake">${escapeHtml(copy.badBirthday)}</p>`;
  return group(copy.birthday, `<div class="pair">${selects}</div>${mistake === "birthday" ? mistaken : ""}`);
};

const pause = (copy: PreferencesCopy, language: Language, { choices, pausedUntil, zone }: Choose): string => {
  const until = pausedUntil && hint("pause-until", copy.pausedUntil(formatDay(pausedUntil, language, zone)));
  const box = checkbox("pause", "30-days", copy.pauseBox, choices.paused, until && "pause-until");
  return group(copy.pause, box + (until ?? ""));
};

const languages = (copy: PreferencesCopy, { choices: { language } }: Choose): string =>
  select("language", copy.language, [
    option("", copy.asTheShop, language === undefined),
    option("en", "English", language === "en"),
    option("de", "Deutsch", language === "de"),
  ]);

const noteOf = (copy: PreferencesCopy, { note, mistake }: Choose): string => {
  if (mistake !== undefined) {
    const why = mistake === "choice" ? ` ${copy.badChoice}` : "";
    return `<p class="note mistake" role="alert">${escapeHtml(copy.unsaved + why)}</p>`;
  }
  if (note === undefined) return "";
  const more = note === "confirm-text" ? ` ${copy.confirmText}` : "";
  return `<p class="note" role="status">${escapeHtml(copy.saved + more)}</p>`;
};

const formOf = (copy: PreferencesCopy, language: Language, page: Choose): string => {
  const { choices, topics, postUrl } = page;
  const purposes = parts.map((part) => checkbox("purpose", part, copy.parts[part], choices.parts.has(part)));
  const interests = topics.map(({ id, name }) => checkbox("topic", id, name, choices.topics.has(id)));
  const inside = [
    // Tells a form of ours with no box ticked from an empty request.
    '<input type="hidden" name="form" value="preferences">',
    channels(copy, page),
    group(copy.purposes, purposes.join("")),
    interests.length === 0 ? "" : group(copy.topics, interests.join("")),
    birthday(copy, language, page),
    pause(copy, language, page),
    languages(copy, page),
    `<button type="submit">${copy.save}</button>`,
    `<button type="submit" class="second" name="stop" value="all">${copy.stop}</button>`,
    `<p class="hint">${escapeHtml(copy.orders)}</p>`,
  ];
  return noteOf(copy, page) + formTo(postUrl, inside.join(""));
};

/** The preference centre. It works without scripts and by keyboard alone. Throws when `postUrl` is none. */
export const renderPreferencesPage = (page: PreferencesPage): string => {
  const language = languageOf(page.locale);
  const copy = preferencesTexts[language];
  const { brand } = page;
  switch (page.state) {
    case "choose": {
      const form = formOf(copy, language, page);
      return renderPage({ language, brand, title: copy.title, paragraphs: [copy.about(page.email)], form });
    }
    case "gone": {
      const [title, text] = copy.gone;
      const button = `<input type="hidden" name="form" value="preferences"><button type="submit" name="stop" value="all">${copy.goneAction}</button>`;
      return renderPage({ language, brand, title, paragraphs: [text], form: formTo(page.postUrl, button) });
    }
    case "stopped":
    case "invalid": {
      const [title, text] = copy[page.state];
      return renderPage({ language, brand, title, paragraphs: [text] });
    }
  }
};
