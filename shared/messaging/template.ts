import type * as z from "zod";

type Template<P, Id extends string> = {
  /** `<flow>/<template>`: where its sources lie, under `shared/flows/<flow>/templates/<template>`. */
  readonly id: Id;
  /** Accepts what it returns: parameters are parsed again whenever a message is rendered. */
  readonly params: z.ZodType<P>;
  /** Parameters to render it with for a person who wants to see it. */
  readonly sample: P;
};

/** An email and the parameters it needs, so that a flow which passes others does not compile. */
export type EmailTemplate<P, Id extends string = string> = Template<P, Id> & { readonly channel: "email" };

/** A text message and the parameters it needs. */
export type TextTemplate<P, Id extends string = string> = Template<P, Id> & { readonly channel: "text" };

export const defineEmailTemplate = <const Id extends `${string}/${string}`, P>(
  definition: Template<P, Id>,
): EmailTemplate<P, Id> => ({ channel: "email", ...definition });

export const defineTextTemplate = <const Id extends `${string}/${string}`, P>(
  definition: Template<P, Id>,
): TextTemplate<P, Id> => ({ channel: "text", ...definition });
