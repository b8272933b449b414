import { names } from "./names.ts";
import type { Problem, Settings } from "./settings.ts";

type Conflict = Problem & { readonly stage: string };

const samePlace = (one: Settings, other: Settings): boolean =>
  one.account === other.account && one.region === other.region;

const configurationSetOf = ({ stage, configurationSet }: Settings): string =>
  configurationSet ?? names(stage).configurationSet;

const shared = (one: Settings, other: Settings): readonly string[] =>
  (one.senderDomain ?? []).filter((domain) => other.senderDomain?.includes(domain));

/**
 * What two stages would take from each other. Everything that a stage names itself has the stage in its name; what is
 * left is what exists once, for an account or for the world. The second stage is told, as the one to change.
 */
export const conflicts = (stages: readonly Settings[]): readonly Conflict[] =>
  stages.flatMap((second, index) =>
    stages.slice(0, index).flatMap((first): readonly Conflict[] => {
      const found: Conflict[] = [];
      const domains = shared(first, second).join(", ");
      const both = `${first.stage} and ${second.stage}`;
      if (
        samePlace(first, second) &&
        domains !== "" &&
        first.senderIdentity === "create" &&
        second.senderIdentity === "create"
      )
        found.push({
          stage: second.stage,
          field: "senderIdentity",
          message:
            `must be "existing" in ${first.stage} or ${second.stage}: SES knows ${domains} once per account and region, ` +
            `so one of ${both} makes it (the one deployed first) and the other uses it`,
        });
      if (samePlace(first, second) && configurationSetOf(first) === configurationSetOf(second))
        found.push({
          stage: second.stage,
          field: "configurationSet",
          message: `must be another than that of ${first.stage}: a stage knows what becomes of its mails by it`,
        });
      if (first.apiDomain !== undefined && first.apiDomain === second.apiDomain)
        found.push({
          stage: second.stage,
          field: "apiDomain",
          message: `must be another than that of ${first.stage}: a domain leads to one API`,
        });
      return found;
    }),
  );
