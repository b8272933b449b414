import type { Instant } from "../../shared/events/instant.ts";
import {
  maskEmail,
  maskPhone,
  type Mistake,
  type PreferencesPage,
  renderPreferencesPage,
} from "../../shared/messaging/pages/preferences-page.ts";
import { languageOf } from "../../shared/messaging/pages/layout.ts";
import { preferencesTexts } from "../../shared/messaging/pages/preferences-texts.ts";
import { type PreferencesClaim, readPreferences } from "../../shared/messaging/reader-links.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { isPending } from "../../shared/profile/keep-consent.ts";
import { knownAddress } from "../../shared/profile/known-address.ts";
import {
  type Choices,
  choicesOf,
  pausedUntil,
  type Reader,
  type Said,
  saidBy,
  toldBy,
} from "../../shared/profile/preference-centre.ts";
import { preferencesFact } from "../../shared/profile/preferences.ts";
import type { Person } from "../../shared/profile/person.ts";
import { takeBackIfErased } from "../../shared/privacy/take-back.ts";
import { readPerson, type ReadPerson } from "../../shared/profile/read-person.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { readAddresses, stopAddress } from "../../shared/store/addresses.ts";
import { createKeys, type Keys } from "../../shared/store/keys.ts";
import { putFact } from "../../shared/store/people.ts";
import { readSettings } from "../../shared/store/stores.ts";
import { askToConfirm } from "./ask-to-confirm.ts";
import { readForm } from "./preferences-form.ts";
import { htmlPage, type Response, type Visit } from "./request.ts";
import { isGone, keepSaid, type SaidHere } from "./say.ts";

type Needs = Pick<Ports, "clock" | "table" | "bus" | "secrets" | "metrics" | "log">;

/** Everything one visit is about. */
type Opened = {
  readonly claim: PreferencesClaim;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly read: ReadPerson;
  readonly reader: Reader;
};

/** The numbers of a person: their own, then any they have said something of. */
const textHashesOf = ({ phones, consents }: Person, keys: Keys): readonly string[] => {
  const stated = consents.filter(({ channel }) => channel === "text").map(({ addressHash }) => addressHash);
  return [...new Set([...phones.map((phone) => keys.address("text", phone)), ...stated])];
};

const open = async (ports: Needs, claim: PreferencesClaim, root: string): Promise<Opened | undefined> => {
  const { table, clock } = ports;
  const { store, addressHash } = claim;
  const settings = await readSettings(table, store);
  if (settings === undefined) return undefined;
  const keys = createKeys(root, store);
  const read = await readPerson(table, store, claim.person);
  const { person } = read;
  const own = person.emails.map((email) => keys.address("email", email)).filter((hash) => hash !== addressHash);
  const emailHashes = [addressHash, ...own] as const;
  const textHashes = textHashesOf(person, keys);
  const addresses = await readAddresses(table, store, [...emailHashes, ...textHashes]);
  const reader: Reader = { person, addresses, settings, emailHashes, textHashes, now: clock.now() };
  return { claim, settings, keys, read, reader };
};

const addressIn = ({ read, keys }: Opened, channel: "email" | "text", hash: string | undefined): string | undefined =>
  hash && knownAddress(read.person, keys.address, channel, hash);

/** The words beside the boxes, as they were read by whoever ticked them. */
const wordingOf = ({ settings }: Opened, locale: string, { channel, purpose }: Said): string => {
  const copy = preferencesTexts[languageOf(locale)];
  const box = channel === "email" ? copy.email : `${copy.text(undefined)}. ${copy.textWording(settings.brand.name)}`;
  if (purpose === "marketing") return `${copy.channels} ${box}`;
  return `${copy.purposes} ${copy.parts[purpose]}. ${copy.channels} ${box}`;
};

/**
 * A statement for the log. Whoever opened the link has the mailbox it was sent to, so a yes to email is confirmed; one to
 * texts is not, and waits for the phone where the store wants that.
 */
const statementOf = (opened: Opened, said: Said, { locale, ip }: Visit, now: Instant): SaidHere => {
  const { hash, channel, purpose, state } = said;
  const yes = state === "granted";
  const confirmed = yes && channel === "email";
  const pending = isPending({ state, channel, at: now, confirmed }, opened.settings);
  return {
    ...{ channel, addressHash: hash, purpose, state, at: now, toldAt: now },
    source: `preferences:${opened.claim.message}`,
    method: "preference-centre",
    ...(yes && { wording: wordingOf(opened, locale, said) }),
    ...(confirmed && { confirmed }),
    ...(pending && { pending }),
    ...(ip !== undefined && { ip }),
  };
};

const pageOf = (
  opened: Opened,
  choices: Choices,
  { path, locale }: Visit,
  more: { readonly note?: "saved" | "confirm-text" | undefined; readonly mistake?: Mistake | undefined },
): string => {
  const { settings, reader } = opened;
  const email = addressIn(opened, "email", reader.emailHashes[0]);
  const phone = addressIn(opened, "text", reader.textHashes[0]);
  const page: PreferencesPage = {
    state: "choose",
    brand: settings.brand,
    locale,
    choices,
    topics: settings.preferences.topics,
    email: email && maskEmail(email),
    phone: phone && maskPhone(phone),
    pausedUntil: pausedUntil(reader),
    zone: settings.zone,
    postUrl: path,
    ...more,
  };
  return renderPreferencesPage(page);
};

/** Keeps what was chosen, and has a yes to texts confirmed where it must be. Tells what to say of it. */
const save = async (ports: Needs, opened: Opened, wanted: Choices, visit: Visit): Promise<"saved" | "confirm-text"> => {
  const { table, metrics, log } = ports;
  const { claim, read, reader } = opened;
  const { now } = reader;
  const statements = saidBy(reader, wanted).map((said) => statementOf(opened, said, visit, now));
  await keepSaid(ports, claim.store, read, statements, now);
  const told = toldBy(reader, wanted);
  if (told !== undefined) {
    await putFact(table, claim.store, read.person.id, preferencesFact(told));
    await takeBackIfErased(table, claim.store, read, preferencesFact(told));
  }
  const pending = statements.filter((statement) => statement.pending === true);
  const number = addressIn(opened, "text", pending[0]?.addressHash);
  if (number !== undefined) await askToConfirm(ports, { claim, person: read.person, number, pending }, now);
  metrics.count("preferences-saved");
  log.info("preferences saved", { store: claim.store, statements: statements.length });
  return number === undefined ? "saved" : "confirm-text";
};

const noteIn = (field: string | undefined): "saved" | "confirm-text" | undefined =>
  field === "1" ? "saved" : field === "text" ? "confirm-text" : undefined;

/** All that is left to do for somebody of whom nothing is stored: to stop what goes to the address. */
const pageForNobody = async (ports: Needs, { claim, settings, reader }: Opened, visit: Visit): Promise<Response> => {
  const { brand } = settings;
  const { posts, path, locale, field, fields } = visit;
  if (posts && (field("stop") === "all" || (field("form") === "preferences" && !fields("channel").includes("email")))) {
    await stopAddress(ports.table, claim.store, claim.addressHash, "marketing", reader.now);
    return htmlPage(200, renderPreferencesPage({ state: "stopped", brand, locale }));
  }
  return htmlPage(200, renderPreferencesPage({ state: "gone", brand, locale, postUrl: path }));
};

/**
 * `GET /p/{token}` shows what somebody gets and what they told of themselves; `POST` keeps what they choose instead, and
 * leads back to the page. The signed token in the path is all that either needs: no cookie, so nobody else's browser can be
 * made to send it. The latest form that is sent stands.
 */
export const preferencesPage = async (ports: Needs, visit: Visit): Promise<Response> => {
  const { root } = await ports.secrets.read();
  const claim = readPreferences(visit.token, (store) => createKeys(root, store));
  const opened = claim && (await open(ports, claim, root));
  if (opened === undefined) return htmlPage(404, renderPreferencesPage({ state: "invalid", locale: visit.locale }));
  const { reader, read } = opened;
  const choices = choicesOf(reader);
  const here: Visit = { ...visit, locale: choices.language ?? visit.locale };
  if (isGone(read)) return pageForNobody(ports, opened, here);
  if (!here.posts) return htmlPage(200, pageOf(opened, choices, here, { note: noteIn(here.field("saved")) }));
  if (here.field("form") !== "preferences") return htmlPage(400, pageOf(opened, choices, here, { mistake: "choice" }));
  const { wanted, mistake } = readForm(here, choices);
  if (mistake !== undefined) return htmlPage(400, pageOf(opened, wanted, here, { mistake }));
  const note = await save(ports, opened, wanted, here);
  const { headers } = htmlPage(303, "");
  return {
    statusCode: 303,
    headers: { ...headers, location: `${here.path}?saved=${note === "saved" ? "1" : "text"}` },
    body: "",
  };
};
