import type { Template } from "aws-cdk-lib/assertions";
import type { Json } from "./synthesise.ts";

const pseudo: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::Region": "REGION",
  "AWS::AccountId": "ACCOUNT",
};

const nameOf = ({ Properties = {} }: Json, id: string): string =>
  Properties.QueueName ??
  Properties.TopicName ??
  Properties.TableName ??
  Properties.FunctionName ??
  Properties.LogGroupName ??
  Properties.BucketName ??
  Properties.Name ??
  id;

/** What a reference in a template stands for, in words: `Queue comeback-dev-facts`, through the exports of other stacks. */
export const createResolver = (templates: readonly Template[]) => {
  const all = templates.map((template) => template.toJSON());
  const exported = new Map<string, { value: Json; template: Json }>(
    all.flatMap((template) =>
      Object.values<Json>(template.Outputs ?? {}).flatMap(({ Export, Value }): [string, Json][] =>
        Export === undefined ? [] : [[Export.Name, { value: Value, template }]],
      ),
    ),
  );
  const resolve = (value: Json, template: Json): string => {
    if (typeof value === "string") return value;
    const [[kind, of]] = Object.entries<Json>(value) as [[string, Json]];
    switch (kind) {
      case "Ref":
      case "Fn::GetAtt": {
        const id: string = kind === "Ref" ? of : of[0];
        const resource = template.Resources[id];
        if (resource === undefined) return pseudo[id] ?? id;
        const type = resource.Type.split("::").at(-1);
        return `${type} ${resolve(nameOf(resource, id), template)}`;
      }
      case "Fn::ImportValue": {
        const found = exported.get(of);
        if (found === undefined) throw new Error(`Nobody exports ${JSON.stringify(of)}.`);
        return resolve(found.value, found.template);
      }
      case "Fn::Join":
        return of[1].map((part: Json) => resolve(part, template)).join(of[0]);
      default:
        throw new Error(`${kind} is not understood.`);
    }
  };
  return { resolve: (template: Template, value: Json): string => resolve(value, template.toJSON()) };
};
