import type * as z from "zod";
import { type Flow, type FlowStep, momentOf } from "../engine/flow.ts";
import { parseInstant } from "../events/instant.ts";
import { overrideProblems } from "../messaging/check-override.ts";
import { consistencyProblems } from "./consistency.ts";
import { unknownName } from "./nearest.ts";
import { StoreSettings } from "./settings.ts";

/** Something that is wrong with settings, where it stands (`flows.points-expiry.steps.reminder-30.after`), and what would be right. */
export type Problem = { readonly path: string; readonly problem: string };

export type Checked =
  | { readonly kind: "valid"; readonly settings: StoreSettings }
  | { readonly kind: "invalid"; readonly problems: readonly Problem[] };

type StepSettings = StoreSettings["flows"][string]["steps"][string];

/** Printed as an expiry when a store's own words are tried. */
const sampleMoment = parseInstant("2027-01-01T04:59:59.999Z");

const delayProblems = ({ moments }: Flow, { after }: StepSettings): Problem[] => {
  const moment = after === undefined ? undefined : momentOf(after);
  if (moment === undefined || Object.hasOwn(moments, moment)) return [];
  return [{ path: "after.of", problem: unknownName("moment", moment, Object.keys(moments)) }];
};

const kindProblems = ({ kinds }: FlowStep, { kind }: StepSettings): Problem[] => {
  if (kind === undefined || kinds.includes(kind)) return [];
  const problem = kinds.includes("internal")
    ? "must be left out: this step tells the store's own support something"
    : `can't be ${kind}; this message may be ${kinds.join(" or ")}`;
  return [{ path: "kind", problem }];
};

const templateProblems = ({ template }: FlowStep, own: StepSettings, settings: StoreSettings): Problem[] => {
  if (own.template === undefined) return [];
  if (template === undefined)
    return [{ path: "template", problem: "is for messages to customers; what support is told has no template" }];
  if (sampleMoment === undefined) throw new Error("The sample moment is no instant.");
  const { brand, zone, loyalty } = settings;
  const author = { brand, zone, sampleMoment, pointNames: loyalty.names };
  return Object.entries(own.template).flatMap(([language, words]) =>
    overrideProblems(template, language, words, author).map(({ part, problem }) => ({
      path: `template.${language}.${part}`,
      problem,
    })),
  );
};

const flowProblems = (flow: Flow, settings: StoreSettings): Problem[] =>
  Object.entries(settings.flows[flow.id]?.steps ?? {}).flatMap(([id, own]): Problem[] => {
    const step = flow.steps.find((candidate) => candidate.id === id);
    if (step === undefined) {
      const known = flow.steps.map((candidate) => candidate.id);
      return [{ path: `steps.${id}`, problem: unknownName("step", id, known) }];
    }
    const problems = [
      ...delayProblems(flow, own),
      ...kindProblems(step, own),
      ...templateProblems(step, own, settings),
    ];
    return problems.map(({ path, problem }) => ({ path: `steps.${id}.${path}`, problem }));
  });

const flowsProblems = (flows: readonly Flow[], settings: StoreSettings): Problem[] =>
  Object.keys(settings.flows).flatMap((id): Problem[] => {
    const flow = flows.find((candidate) => candidate.id === id);
    if (flow === undefined) {
      const known = flows.map((candidate) => candidate.id);
      return [{ path: `flows.${id}`, problem: unknownName("flow", id, known) }];
    }
    return flowProblems(flow, settings).map(({ path, problem }) => ({ path: `flows.${id}.${path}`, problem }));
  });

/** In the words of whoever writes a file, where a rule has none of its own. */
const inWords = ({ code, input, ...issue }: z.core.$ZodRawIssue): string | undefined => {
  if (code === "invalid_type" && input === undefined) return "is missing";
  if (code === "too_small" && input === "") return "must not be empty";
  if (code !== "unrecognized_keys" || !Array.isArray(issue["keys"])) return undefined;
  return `there is no setting called ${issue["keys"].map(String).join(", ")}`;
};

const schemaProblems = (error: z.ZodError): Problem[] =>
  error.issues.map((issue) => ({
    path: issue.path.join("."),
    // Of a key that is none the words say why, which zod keeps one level deeper.
    problem: issue.code === "invalid_key" ? issue.issues.map(({ message }) => message).join("; ") : issue.message,
  }));

/**
 * Checks what an operator gives as a store's settings: its form, that it names only flows, steps and moments there are,
 * that no message is declared what it may not be, that the store's own words can be rendered, and that nothing in it
 * contradicts itself. Everything that is wrong is told at once.
 */
export const checkSettings = (input: unknown, flows: readonly Flow[]): Checked => {
  const parsed = StoreSettings.safeParse(input, { error: inWords });
  if (!parsed.success) return { kind: "invalid", problems: schemaProblems(parsed.error) };
  const problems = [...consistencyProblems(parsed.data), ...flowsProblems(flows, parsed.data)];
  return problems.length === 0 ? { kind: "valid", settings: parsed.data } : { kind: "invalid", problems };
};

/** A problem on one line: where, and what. */
export const problemLine = ({ path, problem }: Problem): string => `${path || "(the whole file)"}: ${problem}`;
