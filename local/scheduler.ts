import { fromEpoch, toEpoch } from "../shared/events/instant.ts";
import type { Scheduler } from "../shared/platform/ports.ts";
import type { ScheduleStore } from "./disk/schedules.ts";
import type { Faults } from "./faults.ts";
import { SdkError } from "./sdk-error.ts";

const validName = /^[0-9a-zA-Z-_.]{1,64}$/;

export type SchedulerOptions = {
  readonly schedules: ScheduleStore;
  readonly faults: Faults;
  readonly notify: () => void;
};

/** Named schedules that put a wake on the queue `wakes` and delete themselves. */
export const createScheduler = ({ schedules, faults, notify }: SchedulerOptions): Scheduler => ({
  ensure: (name, at, wake) =>
    faults.call("scheduler", "CreateSchedule", () => {
      if (!validName.test(name)) {
        throw new SdkError("ValidationException", `The name of a schedule must match ${validName.source}.`, 400);
      }
      const arrives = schedules.ensure({ name, queue: "wakes", body: JSON.stringify(wake), at: toEpoch(at) });
      notify();
      return fromEpoch(arrives);
    }),
});
