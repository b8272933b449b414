import { readPage } from "../../shared/messaging/links.ts";
import { renderSurveyPage } from "../../shared/messaging/pages/survey-page.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { takeBackIfErased } from "../../shared/privacy/take-back.ts";
import { complaintAbout } from "../../shared/profile/complaints.ts";
import { surveyFact } from "../../shared/profile/said-facts.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { putFact } from "../../shared/store/people.ts";
import { readSettings } from "../../shared/store/stores.ts";
import { htmlPage, type Response, type Visit } from "./request.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

const scoreOf = (field: string | undefined): number | undefined =>
  field !== undefined && /^[1-5]$/.test(field) ? Number(field) : undefined;

/**
 * `GET /s/{token}?score=4` shows the question with an answer chosen and stores nothing, since scanners follow links;
 * `POST` stores the answer. The latest answer stands.
 */
export const surveyPage = async (
  { clock, table, secrets, metrics, log }: Needs,
  { token, posts, path, locale, field }: Visit,
): Promise<Response> => {
  const { root } = await secrets.read();
  const claim = readPage("survey", token, (store) => createKeys(root, store));
  const settings = claim && (await readSettings(table, claim.store));
  if (claim === undefined || settings === undefined)
    return htmlPage(404, renderSurveyPage({ state: "invalid", locale }));
  const { store, run, subject: complaint } = claim;
  const { brand } = settings;
  const read = await readPerson(table, store, claim.person);
  const { person } = read;
  if (complaintAbout(person, settings, complaint) === undefined)
    return htmlPage(200, renderSurveyPage({ state: "gone", brand, locale }));
  const earlier = person.surveys.find((answer) => answer.complaint === complaint)?.score;
  const score = scoreOf(field("score"));
  const ask = { state: "ask", brand, locale, postUrl: path } as const;
  if (!posts) return htmlPage(200, renderSurveyPage({ ...ask, chosen: score ?? earlier }));
  if (score === undefined) return htmlPage(400, renderSurveyPage({ ...ask, chosen: earlier, missing: true }));
  const answer = surveyFact({ complaint, score, at: clock.now() });
  await putFact(table, store, person.id, answer);
  await takeBackIfErased(table, store, read, answer);
  metrics.count("survey-answered", { score: String(score) });
  log.info("survey answered", { store, run });
  return htmlPage(200, renderSurveyPage({ state: "done", brand, locale }));
};
