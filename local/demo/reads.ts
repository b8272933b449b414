import * as z from "zod";
import { Instant } from "../../shared/events/instant.ts";
import { demoStore } from "./store.ts";

const Message = z.object({
  channel: z.enum(["email", "text"]),
  to: z.string(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  step: z.string().nullable(),
  sentAt: Instant,
});
export type Message = z.infer<typeof Message>;

const Decision = z.object({
  at: Instant,
  profileId: z.string(),
  step: z.string(),
  outcome: z.enum(["send", "defer", "skip", "exit"]),
  reason: z.string(),
  until: Instant.optional(),
});
export type Decision = z.infer<typeof Decision>;

const Profile = z.object({
  keys: z.object({ profiles: z.array(z.string()) }),
  runs: z.array(z.object({ nextWakeAt: Instant.optional(), finished: z.unknown().optional() })),
});
export type Profile = z.infer<typeof Profile>;

/** What the demo asks of the local run, by the same routes as everybody. */
export type Reads = {
  readonly messages: () => Promise<readonly Message[]>;
  readonly decisions: () => Promise<readonly Decision[]>;
  readonly profile: (key: string) => Promise<Profile>;
};

export type ReadsOptions = {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly url: string;
};

export const createReads = ({ fetch, url }: ReadsOptions): Reads => {
  const get = async <T>(path: string, query: Readonly<Record<string, string>>, schema: z.ZodType<T>): Promise<T> => {
    const search = new URLSearchParams({ store: demoStore.id, ...query });
    const response = await fetch(new Request(`${url}/local/${path}?${search.toString()}`));
    return schema.parse(await response.json());
  };
  return {
    messages: () => get("messages", {}, z.array(Message)),
    decisions: () => get("decisions", {}, z.array(Decision)),
    profile: (key) => get(`profiles/${encodeURIComponent(key)}`, {}, Profile),
  };
};
