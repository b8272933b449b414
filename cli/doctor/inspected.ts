/** How SES knows a domain or an address that stores send from. */
export type Identity = {
  /** `Success`, `Pending`, `Failed` and the like; undefined where SES does not know it. */
  readonly verification: string | undefined;
  /** Of Easy DKIM, `Success` when its records were found; undefined where it is off. */
  readonly dkim: string | undefined;
  readonly mailFrom: { readonly domain: string; readonly status: string } | undefined;
};

/** An alarm that is going off. */
export type Alarm = {
  readonly name: string;
  /** Who is hurt, and where the runbook has it. */
  readonly description: string;
  /** RFC 3339; undefined where nobody tells. */
  readonly since: string | undefined;
};

/** All that the doctor looks at on AWS. It only ever reads; whatever cannot be read throws. */
export type Inspected = {
  /** The address each store sends from. */
  readonly senders: () => Promise<readonly { readonly store: string; readonly from: string }[]>;
  readonly mail: {
    readonly sendingEnabled: () => Promise<boolean>;
    readonly quota: () => Promise<{ readonly perDay: number; readonly perSecond: number; readonly sent: number }>;
    readonly hasConfigurationSet: (name: string) => Promise<boolean>;
    readonly identity: (name: string) => Promise<Identity>;
  };
  readonly texts: {
    readonly inSandbox: () => Promise<boolean>;
    /** US dollars a month; undefined where none was ever set, which is 1. */
    readonly spendLimit: () => Promise<number | undefined>;
  };
  /** How many messages wait in a queue; undefined where there is no such queue. */
  readonly waiting: (queue: string) => Promise<number | undefined>;
  /** How many seconds the oldest message of a queue waits; undefined where nobody measured it lately. */
  readonly oldest: (queue: string) => Promise<number | undefined>;
  /** Every alarm of the stage that is going off. */
  readonly alarms: (prefix: string) => Promise<readonly Alarm[]>;
  readonly dns: {
    /** Every text record, its pieces joined; none where there is no such name. */
    readonly txt: (name: string) => Promise<readonly string[]>;
    readonly mx: (name: string) => Promise<readonly string[]>;
  };
  /** The status an address answers a GET with; throws when nothing answers. */
  readonly status: (url: string) => Promise<number>;
};
