import * as z from "zod";
import { Instant } from "../../shared/events/instant.ts";
import { demoStore } from "./store.ts";

const Message = z.object({
  channel: z.enum(["email", "text"]),
  to: z.string(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  flow: z.string().nullable(),
  step: z.string().nullable(),
  sentAt: Instant,
});
export type Message = z.infer<typeof Message>;

const Decision = z.object({
  at: Instant,
  profileId: z.string(),
  run: z.string(),
  flow: z.string(),
  step: z.string(),
  outcome: z.enum(["send", "defer", "skip", "exit"]),
  reason: z.string(),
  until: Instant.optional(),
});
export type Decision = z.infer<typeof Decision>;

const Profile = z.object({
  keys: z.object({ profiles: z.array(z.string()) }),
  runs: z.array(z.object({ flow: z.string(), nextWakeAt: Instant.optional(), finished: z.unknown().optional() })),
});
export type Profile = z.infer<typeof Profile>;

const Alert = z.object({ at: Instant, message: z.string(), subject: z.string(), text: z.string() });
/** What support was told. */
export type Alert = z.infer<typeof Alert>;
const isSupport = z.looseObject({ alarm: z.literal("support") });

/** What the demo asks of the local run, by the same routes as everybody. */
export type Reads = {
  readonly messages: () => Promise<readonly Message[]>;
  readonly decisions: () => Promise<readonly Decision[]>;
  readonly profile: (key: string) => Promise<Profile>;
  readonly alerts: () => Promise<readonly Alert[]>;
};

export type ReadsOptions = {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly url: string;
};

export const createReads = ({ fetch, url }: ReadsOptions): Reads => {
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const response = await fetch(new Request(`${url}/local/${path}`));
    return schema.parse(await response.json());
  };
  const ofStore = `?store=${demoStore.id}`;
  return {
    messages: () => get(`messages${ofStore}`, z.array(Message)),
    decisions: () => get(`decisions${ofStore}`, z.array(Decision)),
    profile: (key) => get(`profiles/${encodeURIComponent(key)}${ofStore}`, Profile),
    alerts: async () =>
      (await get("alerts", z.array(z.unknown())))
        .filter((alert) => isSupport.safeParse(alert).success)
        .map((alert) => Alert.parse(alert)),
  };
};
