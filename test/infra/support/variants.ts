import { prod } from "./synthesise.ts";

const mails = { alertMail: "ops@shop.example,night@shop.example", supportMail: "help@shop.example" };

/** Stages as operators set them: the least there is to set, and everything there is. */
export const variants: readonly { readonly title: string; readonly context: Readonly<Record<string, string>> }[] = [
  { title: "a stage without settings", context: {} },
  { title: "prod", context: { ...prod, ...mails } },
  {
    title: "a stage with a key of its own",
    context: { stage: "keyed", senderDomain: "shop.example", kmsKey: "create" },
  },
  {
    title: "a stage with every setting",
    context: {
      ...{ ...prod, ...mails, senderDomain: "shop.example,other.example", senderIdentity: "existing" },
      configurationSet: "ours",
      apiDomain: "hooks.shop.example",
      apiCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab",
      apiHostedZoneId: "Z0123456789ABCDEFGHIJ",
      provisionedConcurrency: "1",
      kmsKey: "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      smsOrigination: "+15555550100",
    },
  },
];
