import { whyItFailed } from "../why-it-failed.ts";

/**
 * `error`: messages do not go out, or do not arrive, or nobody could look. `warning`: works, with a limit or a risk.
 * `skipped`: the caller did not say what to look at.
 */
export type Severity = "ok" | "warning" | "error" | "skipped";

export type Finding = {
  /** What was looked at: `dkim shop.example`. */
  readonly check: string;
  readonly severity: Severity;
  readonly found: string;
  /** What to do about it; none where all is well. */
  readonly todo?: string;
};

export const ok = (check: string, found: string): Finding => ({ check, severity: "ok", found });
export const warning = (check: string, found: string, todo: string): Finding => ({
  check,
  severity: "warning",
  found,
  todo,
});
export const wrong = (check: string, found: string, todo: string): Finding => ({
  check,
  severity: "error",
  found,
  todo,
});

/** Looks, and makes a finding of not being able to: what nobody could look at is not well. */
export const look = async (check: string, examine: () => Promise<Finding | readonly Finding[]>): Promise<Finding[]> => {
  try {
    return [await examine()].flat();
  } catch (error) {
    const [found = "", ...todo] = whyItFailed(error).text.split("\n");
    return [
      wrong(check, `could not be read: ${found}`, todo.join(" ") || "Check the credentials, region and network."),
    ];
  }
};

const rank: readonly Severity[] = ["error", "warning", "skipped", "ok"];

export const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => rank.indexOf(a.severity) - rank.indexOf(b.severity));
