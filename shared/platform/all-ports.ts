import type { CompiledTemplates } from "../messaging/compiled.ts";
import type { OwnChore } from "./queues.ts";
import type { Table } from "../store/table.ts";
import type {
  Blobs,
  Bus,
  Clock,
  EmailSender,
  ForgetSecrets,
  Log,
  Metrics,
  OutboxMessage,
  Queue,
  Scheduler,
  Secrets,
  SupportSender,
  TextSender,
  WakeMessage,
} from "./ports.ts";

/** Everything outside the process that any function reaches for. Each function takes the part it needs. */
export type Ports = {
  readonly clock: Clock;
  readonly table: Table;
  readonly bus: Bus;
  readonly wakes: Queue<WakeMessage>;
  readonly outbox: Queue<OutboxMessage>;
  readonly scheduler: Scheduler;
  readonly email: EmailSender;
  readonly text: TextSender;
  readonly support: SupportSender;
  readonly chores: Queue<OwnChore>;
  readonly blobs: Blobs;
  readonly forgetSecrets: ForgetSecrets;
  readonly secrets: Secrets;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly templates: CompiledTemplates;
  /** Where the public pages are reached from outside, without a slash at the end. */
  readonly publicUrl: string;
};
