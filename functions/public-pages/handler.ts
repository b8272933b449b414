import type { Ports } from "../../shared/platform/all-ports.ts";
import { complaintPage } from "./complaint.ts";
import { exportFile } from "./export.ts";
import { followShort, followTracked, readCaller } from "./follow.ts";
import { readVisit, type Response } from "./request.ts";
import { confirmPage } from "./confirm.ts";
import { preferencesPage } from "./preferences.ts";
import { surveyPage } from "./survey.ts";
import { unsubscribePage } from "./unsubscribe.ts";

type Needs = Pick<Ports, "clock" | "table" | "bus" | "wakes" | "secrets" | "metrics" | "log"> & {
  readonly blobs: Pick<Ports["blobs"], "get">;
};

/** The pages that links in messages and alerts lead to. A GET changes nothing of what is decided, since scanners follow links. */
export const createHandler =
  (ports: Needs) =>
  async (event: unknown): Promise<Response> => {
    const visit = readVisit(event);
    switch (visit.path.slice(0, 3)) {
      case "/l/":
        return followTracked(ports, visit, readCaller(event));
      case "/r/":
        return followShort(ports, visit, readCaller(event));
      case "/x/":
        return exportFile(ports, visit);
      case "/c/":
        return complaintPage(ports, visit);
      case "/k/":
        return confirmPage(ports, visit);
      case "/p/":
        return preferencesPage(ports, visit);
      case "/s/":
        return surveyPage(ports, visit);
      default:
        return unsubscribePage(ports, visit);
    }
  };
