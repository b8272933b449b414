import { defineFlow, type FlowDefinition, on } from "../../shared/engine/define-flow.ts";
import type { Subject } from "../../shared/engine/flow.ts";
import { days, hours, minutes } from "../../shared/events/instant.ts";
import { reminder1, reminder3, text1 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";

/** The compiler checks these: it fails on any expected error that is none. */
type Definition = FlowDefinition<Subject>;

const fits: Definition = {
  id: "typed",
  priority: 1,
  triggers: [
    on("checkout.updated", ({ data, occurredAt }) => ({ kind: "open", subject: data.token, activityAt: occurredAt })),
  ],
  settle: minutes(10),
  maxAge: days(30),
  reentry: { email: days(7), text: hours(72) },
  find: () => undefined,
  exits: [],
  steps: (step) => [
    step.email({
      id: "mail",
      kind: "marketing",
      purpose: "marketing",
      after: hours(4),
      dies: hours(24),
      template: reminder1,
      params: () => reminder1.sample,
    }),
  ],
};

const step = { id: "mail", kind: "marketing", purpose: "marketing", after: hours(4), dies: hours(24) } as const;

it("a flow of right parts compiles and is made", () => {
  expect(defineFlow(fits).steps).toMatchObject([{ id: "mail", channel: "email", after: "PT4H" }]);
});

it("a wrong event name does not compile", () => {
  // @ts-expect-error -- there is no such event
  on("checkout.abandoned", () => ({ kind: "none", reason: "x" }));
});

it("a field that the trigger does not carry does not compile", () => {
  const trigger = on("checkout.updated", ({ data, occurredAt }) => ({
    kind: "open",
    // @ts-expect-error -- a checkout has no order id
    subject: data.orderId,
    activityAt: occurredAt,
  }));
  expect(trigger.event).toBe("checkout.updated");
});

it("a subject opened without its latest activity does not compile", () => {
  // @ts-expect-error -- due times are reckoned from the activity
  const trigger = on("checkout.updated", ({ data }) => ({ kind: "open", subject: data.token }));
  expect(trigger.event).toBe("checkout.updated");
});

it("a template parameter that is missing or wrong does not compile", () => {
  const steps: Definition["steps"] = (kit) => [
    // @ts-expect-error -- the checkout is missing
    kit.email({ ...step, template: reminder1, params: () => ({ firstName: "Ada" }) }),
    // @ts-expect-error -- a code is a text
    kit.email({ ...step, template: reminder3, params: () => ({ ...reminder1.sample, discount: { code: 7 } }) }),
    // @ts-expect-error -- the parameters are not there at all
    kit.email({ ...step, template: reminder1 }),
  ];
  expect(() => defineFlow({ ...fits, steps })).toThrow("two steps of one id");
});

it("a text's template on a mail, and the other way about, do not compile", () => {
  const steps: Definition["steps"] = (kit) => [
    // @ts-expect-error -- a text is no mail
    kit.email({ ...step, template: text1, params: () => text1.sample }),
    // @ts-expect-error -- a mail is no text
    kit.text({ ...step, id: "text", template: reminder1, params: () => reminder1.sample }),
  ];
  expect(defineFlow({ ...fits, steps }).steps).toHaveLength(2);
});

it("a bare number as a duration does not compile", () => {
  // @ts-expect-error -- ten of what?
  expect(defineFlow({ ...fits, settle: 10 }).settle).toBe(10);
  // @ts-expect-error -- a text is no duration before it is parsed
  expect(defineFlow({ ...fits, maxAge: "P30D" }).maxAge).toBe("P30D");
  const steps: Definition["steps"] = (kit) => [
    // @ts-expect-error -- four of what?
    kit.email({ ...step, after: 4, template: reminder1, params: () => reminder1.sample }),
  ];
  expect(defineFlow({ ...fits, steps }).steps).toHaveLength(1);
});

it("a step without a deadline does not compile", () => {
  const { dies: _dies, ...rest } = step;
  const steps: Definition["steps"] = (kit) => [
    // @ts-expect-error -- every message dies some time
    kit.email({ ...rest, template: reminder1, params: () => reminder1.sample }),
  ];
  expect(defineFlow({ ...fits, steps }).steps[0]?.dies).toBeUndefined();
});

it("an empty list of steps does not compile", () => {
  // @ts-expect-error -- a flow without a message is none
  expect(defineFlow({ ...fits, steps: () => [] }).steps).toEqual([]);
});

it("two steps of one id are refused when the flow is made", () => {
  const mail = { ...step, template: reminder1, params: () => reminder1.sample };
  const steps: Definition["steps"] = (kit) => [kit.email(mail), kit.email(mail)];
  expect(() => defineFlow({ ...fits, steps })).toThrow("mail, mail");
});
