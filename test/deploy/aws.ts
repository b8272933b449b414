import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { region } from "./surroundings.ts";

const cloudFormation = (): CloudFormationClient => new CloudFormationClient();

/** The outputs of a stack. */
export const outputsOf = async (stack: string): Promise<Readonly<Record<string, string>>> => {
  const { Stacks: [found] = [] } = await cloudFormation().send(new DescribeStacksCommand({ StackName: stack }));
  return Object.fromEntries(
    (found?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue] as const),
  );
};

export type Resource = { readonly id: string; readonly type: string; readonly physicalId: string };

/** What a stack holds now. */
export const resourcesOf = async (stack: string): Promise<readonly Resource[]> => {
  const found: Resource[] = [];
  for await (const page of paginateListStackResources({ client: cloudFormation() }, { StackName: stack }))
    for (const { LogicalResourceId = "", ResourceType = "", PhysicalResourceId = "" } of page.StackResourceSummaries ??
      [])
      found.push({ id: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId });
  return found;
};

type Call = {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** A signed call of a service that this project has no client of. */
export const call = async ({
  service,
  method = "POST",
  path = "/",
  headers = {},
  body = "",
}: Call): Promise<string> => {
  const url = new URL(path, process.env["AWS_ENDPOINT_URL"]);
  const signer = new SignatureV4({
    service,
    region,
    credentials: {
      accessKeyId: process.env["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: process.env["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
    sha256: Hash.bind(null, "sha256"),
  });
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...headers },
    ...(body !== "" && { body }),
  });
  const response = await fetch(url, { method, headers: signed.headers, ...(body !== "" && { body }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${method} ${path} answered ${response.status}: ${text}`);
  return text;
};

const versions = { iam: "2010-05-08", monitoring: "2010-08-01" } as const;

/** A call of a query API, which answers XML. */
export const callQuery = (
  service: keyof typeof versions,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> =>
  call({
    service,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Action: action, Version: versions[service], ...parameters }).toString(),
  });

/** What stands in every element of a name. */
export const elements = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, "g"))].map(([, content = ""]) => content);
