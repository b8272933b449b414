import { readShortLink } from "../../shared/messaging/links.ts";
import { renderUnsubscribePage } from "../../shared/messaging/pages/unsubscribe-page.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { complaintPage } from "./complaint.ts";
import { htmlPage, readVisit, type Response, type Visit } from "./request.ts";
import { surveyPage } from "./survey.ts";
import { unsubscribePage } from "./unsubscribe.ts";

type Needs = Pick<Ports, "clock" | "table" | "wakes" | "secrets" | "metrics" | "log">;

/** `GET /r/{token}` leads on to where the message says. */
const follow = async ({ table, secrets }: Needs, { token, locale }: Visit): Promise<Response> => {
  const { root } = await secrets.read();
  const link = readShortLink(token, (store) => createKeys(root, store));
  const target = link && (await readMessage(table, link.store, link.message))?.link;
  if (target === undefined) return htmlPage(404, renderUnsubscribePage({ state: "invalid", locale }));
  const headers = { location: target, "cache-control": "no-store", "referrer-policy": "no-referrer" };
  return { statusCode: 302, headers, body: "" };
};

/** The pages that links in messages and alerts lead to. A GET changes nothing, since scanners follow links. */
export const createHandler =
  (ports: Needs) =>
  async (event: unknown): Promise<Response> => {
    const visit = readVisit(event);
    switch (visit.path.slice(0, 3)) {
      case "/r/":
        return follow(ports, visit);
      case "/c/":
        return complaintPage(ports, visit);
      case "/s/":
        return surveyPage(ports, visit);
      default:
        return unsubscribePage(ports, visit);
    }
  };
