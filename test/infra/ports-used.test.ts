import { portsGivenTo } from "./support/calls-of-ports.ts";
import { readCode } from "./support/code.ts";
import { portsUsedBy } from "./support/ports-used.ts";

const plain = `export const create = ({ table, wakes }: Pick<Ports, "table" | "wakes">) => table.get({ pk: "a", sk: "b" });`;

const found = {
  "a method in a function that is only named": [
    `const ask = (table: Table) => table.scan("a", 1);
     const wrap = { go: ask };
     export const create = ({ table }: Pick<Ports, "table">) => wrap.go(table);`,
    ["Ports.table", "Table.scan"],
  ],
  "a method taken out of its port": [
    `export const create = ({ table: { put: write } }: Pick<Ports, "table">) => write({ pk: "a", sk: "b" });`,
    ["Ports.table", "Table.put"],
  ],
  "a method of a port that went through a spread": [
    `export const create = (ports: Ports) => { const { bus, ...rest } = { ...ports }; return rest.wakes.send; };`,
    ["Ports.bus", "Ports.wakes", "Queue.send"],
  ],
  "a method named by a text": [
    `export const create = (ports: Ports) => ports["table"]["query"]("a");`,
    ["Ports.table", "Table.query"],
  ],
  "a port that moves into another bag": [
    `const use = ({ rows }: { rows: Table }) => rows.due;
     export const create = (ports: Ports) => use({ rows: ports.table });`,
    ["Ports.table", "Table.due"],
  ],
  "a port that is handed on in a bag of another type": [
    `const use = ({ forgetSecrets }: { forgetSecrets: (store: string) => Promise<void> }) => forgetSecrets("a");
     export const create = (ports: Ports) => use(ports);`,
    ["Ports.forgetSecrets"],
  ],
  "nothing of what only types name": [
    `type Unused = Table["scan"]; ${plain}`,
    ["Ports.table", "Ports.wakes", "Table.get"],
  ],
} as const;

const refused = {
  "a computed name": [
    `export const create = (ports: Ports, name: "get" | "scan") => ports.table[name];`,
    "by a name that is computed",
  ],
  "a port that is given away as anything": [
    `const use = (thing: unknown) => thing;
     export const create = (ports: Ports) => use(ports.table);`,
    "as something that could be anything",
  ],
  "a port under a type of its own making": [
    `type Reader = { get: (key: { pk: string; sk: string }) => Promise<unknown> };
     const use = (reader: Reader) => reader.get({ pk: "a", sk: "b" });
     export const create = (ports: Ports) => use(ports.table);`,
    "hands Table.get on under another type",
  ],
  "an assertion": [
    `export const create = (ports: Ports) => (ports.table as unknown as { scan: () => void }).scan();`,
    "asserts that a port is something else",
  ],
  "a client of AWS": [
    `import { SQSClient } from "@aws-sdk/client-sqs";
     export const create = (_ports: Ports) => new SQSClient();`,
    "asks AWS for something by itself",
  ],
  "an adapter": [
    `import { awsTable } from "../../shared/platform/aws/table.ts";
     export const create = (_ports: Ports) => awsTable({ TABLE_NAME: "t" });`,
    "reaches past the ports",
  ],
} as const;

const wired = {
  "a call that is no command": [
    `import { paginateQuery, DynamoDBClient } from "@aws-sdk/client-dynamodb";
     const make = () => ({ get: () => paginateQuery({ client: new DynamoDBClient() }, { TableName: "t" }) });
     const create = (ports: unknown) => ports;
     export const handler = () => create({ table: make() });`,
    "in a way that is not understood",
  ],
  "ports that are put together elsewhere": [
    `const create = (ports: unknown) => ports;
     const all = { table: 1 };
     export const handler = () => create({ ...all });`,
    "it cannot be seen what this is",
  ],
} as const;

const header = `import type { Ports } from "../../shared/platform/all-ports.ts";
import type { Table } from "../../shared/store/table.ts";
`;
const pathOf = (group: string, title: string): string => `functions/${group}-${title.replaceAll(" ", "-")}/index.ts`;
const planted = Object.entries({ found, refused, wired }).flatMap(([group, cases]) =>
  Object.entries(cases).map(([title, [text]]) => [pathOf(group, title), header + text]),
);
const code = readCode(Object.fromEntries(planted));
const usedIn = (path: string) => portsUsedBy(code, code.declared(path, "create"));

test.each(Object.entries(found))("what a function uses is found: %s", (title, [, members]) => {
  expect([...usedIn(pathOf("found", title)).keys()].sort()).toEqual([...members].sort());
});

test.each(Object.entries(refused))("what cannot be followed stops the test: %s", (title, [, why]) => {
  expect(() => usedIn(pathOf("refused", title))).toThrow(why);
});

test.each(Object.entries(wired))("a wiring that cannot be read stops the test: %s", (title, [, why]) => {
  expect(() => portsGivenTo(code, pathOf("wired", title))).toThrow(why);
});
