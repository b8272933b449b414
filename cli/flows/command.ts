import { flows } from "../../shared/flows/registry.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { knownStore } from "../known-store.ts";
import { toTable } from "../print.ts";
import { type FlowView, findFlow, viewFlow } from "./describe.ts";

type Options = StageOptions & { readonly json?: boolean };

const count = (number: number, one: string): string => (number === 1 ? `1 ${one}` : `${number} ${one}s`);

/** `2 emails, 1 text`: of the messages that are on. */
const messagesOf = ({ steps }: FlowView): string => {
  const on = (channel: string) => steps.filter((step) => step.on && step.channel === channel).length;
  const parts = [
    ...(on("email") > 0 ? [count(on("email"), "email")] : []),
    ...(on("text") > 0 ? [count(on("text"), "text")] : []),
    ...(on("support") > 0 ? [`${on("support")} to support`] : []),
  ];
  return parts.join(", ") || "-";
};

const toPage = (view: FlowView, store: string | undefined): string => {
  const { flow, opensOn, endsWhen, priority, on, holdout, moments, steps } = view;
  const rows = steps.map((step) => [
    step.step,
    step.channel,
    step.kind,
    step.due,
    `${step.dies} later`,
    step.on ? "yes" : "no",
    step.changed.join(", "),
  ]);
  const named = Object.entries(moments).map(([name, what]) => `  ${name}: ${what}`);
  return [
    store === undefined ? `${flow}, as it comes` : `${flow}, as ${store} has set it: ${on ? "on" : "off"}`,
    "",
    `opened by  ${opensOn.join(", ")}`,
    `ends when  ${endsWhen.join(", ")}`,
    `priority   ${priority}`,
    ...(holdout === null
      ? []
      : [`holdout    ${Math.round(holdout * 1_000) / 10} % get nothing, to measure its effect`]),
    "",
    toTable(["message", "channel", "kind", "due after the latest activity", "given up", "sends", "changed here"], rows),
    ...(named.length === 0 ? [] : ["", "Moments:", ...named]),
  ].join("\n");
};

/** `flows list` and `flows show`. */
export const addFlowCommands = ({ program, onStage, withJson, withExamples, at, show }: Kit): void => {
  const group = program
    .command("flows")
    .helpGroup(helpGroups.understand)
    .description("which messages may be sent, when, and what opens and ends a flow");
  withExamples(withJson(onStage(group.command("list [store]"))), "flows list", "flows list my-store --stage prod")
    .description("every flow as it comes, or as a store has set it")
    .action(async (store: string | undefined, options: Options) => {
      const settings = store === undefined ? undefined : await knownStore(await at(options), store);
      const views = flows.map((flow) => viewFlow(flow, settings));
      const rows = views.map((view) => [
        view.flow,
        view.opensOn.join(", "),
        messagesOf(view),
        view.steps.find(({ on }) => on)?.due ?? "-",
        ...(settings === undefined ? [] : [view.on ? "yes" : "no"]),
      ]);
      const headings = ["flow", "opened by", "messages", "first one due", ...(settings === undefined ? [] : ["sends"])];
      show(options, views, () => toTable(headings, rows));
    });
  withExamples(
    withJson(onStage(group.command("show <flow> [store]"))),
    "flows show abandoned-checkout",
    "flows show abandoned-checkout my-store --stage prod",
  )
    .description("a flow's messages with their delays, channels and kinds, as it comes or as a store has set them")
    .action(async (id: string, store: string | undefined, options: Options) => {
      const flow = findFlow(id);
      const settings = store === undefined ? undefined : await knownStore(await at(options), store);
      const view = viewFlow(flow, settings);
      show(options, view, () => toPage(view, store));
    });
};
