import { type App, Tags } from "aws-cdk-lib";
import type { Triggered } from "../shared/platform/routes.ts";
import type { Settings } from "./settings.ts";
import { AppStack } from "./stacks/app-stack.ts";
import { DataStack } from "./stacks/data-stack.ts";
import { WatchStack } from "./stacks/watch-stack.ts";

export type PipelineProps = {
  readonly settings: Settings;
  readonly flows: readonly Triggered[];
  /** The folder of the build. */
  readonly dist: string;
};

/** The three stacks of one stage. */
export const addPipeline = (app: App, { settings, flows, dist }: PipelineProps) => {
  const { stage, account, region } = settings;
  const env = { ...(account !== undefined && { account }), ...(region !== undefined && { region }) };
  const props = (what: string) => ({ env, description: `Comeback (${stage}): ${what}` });
  const data = new DataStack(app, `comeback-${stage}-data`, settings, props("what must survive"));
  const watch = new WatchStack(app, `comeback-${stage}-watch`, settings, {
    ...props("alarms and dashboard"),
    keyArn: data.keyArn,
  });
  const running = new AppStack(app, `comeback-${stage}-app`, settings, {
    ...props("what runs"),
    data,
    alarms: watch.alarms,
    flows,
    dist,
  });
  watch.draw(running.apiId, flows);
  Tags.of(app).add("comeback:stage", stage);
  return { data, app: running, watch };
};
