import { defineFlow, type FlowDefinition, on } from "../../shared/engine/define-flow.ts";
import type { Extras, Flow, StepContext, Subject } from "../../shared/engine/flow.ts";
import { days, hours, minutes } from "../../shared/events/instant.ts";
import { reminder1, text1 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import type { Renderer } from "../../shared/messaging/render.ts";
import { checkoutUpdated, guest, orderUpdated, start } from "../support/events.ts";
import { email, factsWith, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";
import { brand } from "../messaging/fixtures.ts";

const settings = settingsWith();
const trigger = on("checkout.updated", ({ data, occurredAt }) => ({
  kind: "open",
  subject: data.token,
  activityAt: occurredAt,
}));
const subject: Subject = {
  id: "c-1",
  createdAt: start,
  activityAt: start,
  who: guest(email),
  productIds: ["p-1"],
  refs: [],
};
const timed = { after: hours(4), dies: hours(24) } as const;
const told = ({ subject: { id }, shortLink }: StepContext<Subject> & Extras): string => `${id} ${shortLink}`;

const definition: FlowDefinition<Subject> = {
  id: "sample",
  priority: 1,
  triggers: [trigger],
  settle: minutes(10),
  maxAge: days(30),
  reentry: { email: days(7), text: hours(72) },
  find: () => subject,
  exits: [
    { reason: "never", when: () => false },
    { reason: "held-out", when: ({ subject: { id }, run }) => run.heldOut && id === "c-1" },
    { reason: "too late", when: ({ run }) => run.heldOut },
  ],
  steps: (step) => [
    step.email({
      ...timed,
      id: "mail",
      kind: "marketing",
      purpose: "marketing",
      template: reminder1,
      params: (context) => ({ ...reminder1.sample, firstName: told(context) }),
    }),
    step.text({
      ...timed,
      id: "text",
      kind: "transactional",
      purpose: "marketing",
      template: text1,
      params: (context) => ({ ...text1.sample, link: told(context) }),
      guard: ({ subject: { id } }) => `not ${id}`,
      promotes: ({ subject: { productIds } }) => productIds,
      wantsDiscount: ({ subject: { id } }) => id === "c-1",
      link: ({ subject: { id } }) => `https://demo.example/${id}`,
    }),
    step.support({ ...timed, id: "alert", alert: (context) => ({ subject: "Somebody", text: told(context) }) }),
    step.email({
      ...timed,
      id: "declared",
      kind: "marketing",
      kinds: ["marketing", "transactional"],
      purpose: "marketing",
      template: reminder1,
      params: () => reminder1.sample,
    }),
  ],
};
/** Made anew in each test, so that a flow that is made wrongly is one test's failure. */
const made = (): Flow => defineFlow(definition);
const bind = (bound: Flow = made(), heldOut = false) =>
  bound.bind({ run: runOf(bound, "c-1", { heldOut }), facts: factsWith({}), settings, now: start });
const stepOf = (id: string) => {
  const step = bind()?.step(id);
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
};

describe("a trigger", () => {
  it("makes of its event what the flow says", () => {
    expect(trigger.enrol(checkoutUpdated({ token: "c-1" }), settings)).toMatchObject({ kind: "open", subject: "c-1" });
  });

  it("makes nothing of another event, and says so", () => {
    expect(trigger.enrol(orderUpdated({ id: "o-1" }), settings)).toEqual({ kind: "none", reason: "other-event" });
  });
});

describe("a flow as others see it", () => {
  it("tells the channel, kind and purpose of each step, and the kinds a store may declare it to be", () => {
    const told = made().steps.map(({ id, channel, kind, kinds, purpose }) => ({ id, channel, kind, kinds, purpose }));
    expect(told).toEqual([
      { id: "mail", channel: "email", kind: "marketing", kinds: ["marketing"], purpose: "marketing" },
      {
        id: "text",
        channel: "text",
        kind: "transactional",
        kinds: ["transactional", "marketing"],
        purpose: "marketing",
      },
      { id: "alert", channel: "support", kind: "internal", kinds: ["internal"], purpose: "marketing" },
      {
        id: "declared",
        channel: "email",
        kind: "marketing",
        kinds: ["marketing", "transactional"],
        purpose: "marketing",
      },
    ]);
  });

  it("tells its exits by their reasons, in their order", () => {
    expect(made().exits).toEqual(["never", "held-out", "too late"]);
  });

  it("holds a share of people out unless it says otherwise, and has no moments unless it names some", () => {
    expect(made()).toMatchObject({ heldOut: true, moments: {} });
    const moments = { expiry: "when the points are lost" };
    expect(defineFlow({ ...definition, heldOut: false, moments })).toMatchObject({ heldOut: false, moments });
  });

  it("of two triggers of one event is refused, with the event", () => {
    expect(() => defineFlow({ ...definition, triggers: [trigger, trigger] })).toThrow(
      "Flow sample has two triggers of one event: checkout.updated, checkout.updated.",
    );
  });
});

describe("a flow bound to a run", () => {
  it("ends for the first exit that holds of this run and its subject", () => {
    expect(bind()?.exit()).toBeUndefined();
    expect(bind(made(), true)?.exit()).toBe("held-out");
  });

  it("is nothing where the facts know nothing of the subject", () => {
    expect(bind(defineFlow({ ...definition, find: () => undefined }))).toBeUndefined();
  });

  it("a step answers about the subject", () => {
    const { guard, promotes, wantsDiscount, link } = stepOf("text");
    expect([guard(), promotes(), wantsDiscount(), link()]).toEqual([
      "not c-1",
      ["p-1"],
      true,
      "https://demo.example/c-1",
    ]);
  });

  it("a step that says nothing more is never left out, promotes nothing, wants no discount and links nowhere", () => {
    const { guard, promotes, wantsDiscount, link, waking } = stepOf("mail");
    expect([guard(), promotes(), wantsDiscount(), link(), waking]).toEqual([undefined, [], false, undefined, false]);
  });
});

describe("composing", () => {
  /** Shows what it was asked to render. */
  const renderer: Renderer = {
    email: (template, params) => ({
      subject: template.id,
      preheader: "",
      html: "",
      text: JSON.stringify(params),
      fallbacks: [],
    }),
    text: (template, params) => ({
      body: `${template.id} ${JSON.stringify(params)}`,
      encoding: "GSM-7",
      parts: 1,
      fallbacks: [],
    }),
  };
  const extras: Extras = {
    products: new Map(),
    discount: undefined,
    shortLink: "https://l.example/x",
    confirmLink: "https://l.example/yes",
    pageLink: (page) => `https://l.example/${page}`,
  };

  it.each([
    ["mail", { channel: "email", subject: reminder1.id }],
    ["text", { channel: "text", parts: 1 }],
    ["alert", { channel: "support", subject: "Somebody" }],
  ])("a %s is told of the subject, and of what was looked up for it", (id, expected) => {
    const composed = stepOf(id).compose(extras, renderer, { locale: "en", zone: "America/New_York", brand });
    expect(composed).toMatchObject(expected);
    expect(JSON.stringify(composed)).toContain("c-1 https://l.example/x");
  });
});
