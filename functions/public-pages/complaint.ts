import { readPage } from "../../shared/messaging/links.ts";
import { type ComplaintPage, renderComplaintPage } from "../../shared/messaging/pages/complaint-page.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type Complaint, complaintAbout } from "../../shared/profile/complaints.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { type Settled, settleComplaint } from "../../shared/profile/settle-complaint.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readSettings } from "../../shared/store/stores.ts";
import { htmlPage, type Response, type Visit } from "./request.ts";

type Needs = Pick<Ports, "clock" | "table" | "wakes" | "secrets" | "metrics" | "log">;

const closedPage = ({ closedBy: by, closesAt: at }: Complaint, { brand, zone }: Settings, locale: string): string =>
  renderComplaintPage({ state: "closed", brand, locale, by, at, zone });

const answerTo = (settled: Settled, settings: Settings, locale: string): string => {
  if (settled.kind === "closed") return closedPage(settled.complaint, settings, locale);
  const state: ComplaintPage["state"] = settled.kind === "settled" ? "done" : "none";
  return renderComplaintPage({ state, brand: settings.brand, locale });
};

/**
 * `GET /c/{token}` shows a complaint in short and changes nothing, since scanners follow links; `POST` settles it. The
 * first word stands, a second one is told that it is settled.
 */
export const complaintPage = async (ports: Needs, { token, posts, path, locale }: Visit): Promise<Response> => {
  const { clock, table, secrets, metrics, log } = ports;
  const { root } = await secrets.read();
  const claim = readPage("resolve", token, (store) => createKeys(root, store));
  const settings = claim && (await readSettings(table, claim.store));
  if (claim === undefined || settings === undefined)
    return htmlPage(404, renderComplaintPage({ state: "invalid", locale }));
  const { store, person, run, subject: review } = claim;
  const now = clock.now();
  if (posts) {
    const settled = await settleComplaint(ports, settings, { store, person, run, review }, "link", now);
    if (settled.kind === "settled") metrics.count("complaint-settled", { by: "link" });
    log.info("complaint settled", { store, run, outcome: settled.kind });
    return htmlPage(200, answerTo(settled, settings, locale));
  }
  const read = await readPerson(table, store, person);
  const complaint = complaintAbout(read.person, settings, review);
  if (complaint === undefined) return htmlPage(200, answerTo({ kind: "none" }, settings, locale));
  if (complaint.closesAt <= now) return htmlPage(200, closedPage(complaint, settings, locale));
  const { rating, openedAt } = complaint;
  const { brand, zone } = settings;
  const product = complaint.review.productTitle;
  const about = { brand, locale, rating, product, openedAt, zone, postUrl: path };
  return htmlPage(200, renderComplaintPage({ state: "open", ...about }));
};
