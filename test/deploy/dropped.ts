/**
 * The resource types that MiniStack's CloudFormation refuses, which are taken out of a copy of the templates, each with the
 * reason and with what is done about it. Nothing else may be taken out.
 */
export const dropped: Readonly<Record<string, { readonly why: string; readonly instead: string }>> = {
  "AWS::Events::Archive": {
    why: "unknown to its CloudFormation (Unrecognized resource types), though its EventBridge has archives and replays",
    instead: "the archive is made by CreateArchive, with the very properties of the template",
  },
};
