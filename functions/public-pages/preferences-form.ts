import type { Mistake } from "../../shared/messaging/pages/preferences-page.ts";
import { type Choices, parts } from "../../shared/profile/preference-centre.ts";
import { Birthday, ReaderLanguage } from "../../shared/profile/preferences.ts";
import type { Visit } from "./request.ts";

/** What a form of the preference centre asks for; with a mistake, what could be read of it all the same. */
export type ReadForm = { readonly wanted: Choices; readonly mistake: Mistake | undefined };

const numberIn = (text: string): number => (/^\d{1,2}$/.test(text) ? Number(text) : Number.NaN);

const readBirthday = ({ field }: Pick<Visit, "field">): Choices["birthday"] | "wrong" => {
  const [month = "", day = ""] = [field("birthday-month"), field("birthday-day")];
  if (month === "" && day === "") return undefined;
  return Birthday.safeParse({ month: numberIn(month), day: numberIn(day) }).data ?? "wrong";
};

const only = (values: readonly string[], known: readonly string[]): boolean =>
  values.every((value) => known.includes(value));

/**
 * Reads the form against how things stand. Fields it does not know are ignored, as is a topic that the store has taken away
 * meanwhile; a value that no form of ours can have is a mistake.
 */
export const readForm = (visit: Pick<Visit, "field" | "fields">, now: Choices): ReadForm => {
  const { field, fields } = visit;
  if (field("stop") === "all") return { wanted: { ...now, email: false, text: now.text && false }, mistake: undefined };
  const [channels, purposes, pause] = [fields("channel"), fields("purpose"), fields("pause")];
  const birthday = readBirthday(visit);
  const said = field("language") ?? "";
  const language = said === "" ? undefined : ReaderLanguage.safeParse(said).data;
  const understood =
    only(channels, ["email", "text"]) &&
    only(purposes, parts) &&
    only(pause, ["30-days"]) &&
    (said === "" || language !== undefined);
  const wanted: Choices = {
    email: channels.includes("email"),
    text: now.text === undefined ? undefined : channels.includes("text"),
    parts: new Set(parts.filter((part) => purposes.includes(part))),
    topics: new Set(fields("topic")),
    birthday: birthday === "wrong" ? now.birthday : birthday,
    paused: pause.length > 0,
    language: understood ? language : now.language,
  };
  if (!understood) return { wanted, mistake: "choice" };
  return { wanted, mistake: birthday === "wrong" ? "birthday" : undefined };
};
