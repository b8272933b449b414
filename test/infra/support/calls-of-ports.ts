import ts from "typescript";
import { type Code, eachNode, topLevelOf } from "./code.ts";

/** One call of AWS: the client's package, the operation, and whether it is about an index. */
export type Call = { readonly service: string; readonly operation: string; readonly index: boolean };

const clients = /^@aws-sdk\/client-(.+)$/;

const bodyOf = (node: ts.Node): ts.Node | undefined => {
  if (ts.isVariableDeclaration(node)) return node.initializer;
  if (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node)) return node.body;
  return undefined;
};

/** What a function gives back: the one expression of its body, or of its only return. */
const resultOf = (code: Code, body: ts.Node): ts.Node => {
  if (!ts.isBlock(body)) return ts.isParenthesizedExpression(body) ? body.expression : body;
  const returns = body.statements.filter(ts.isReturnStatement);
  const [only, ...more] = returns;
  if (only?.expression === undefined || more.length > 0) throw new Error(`${code.where(body)}: returns not one thing`);
  return only.expression;
};

/** The object or function that a factory of a port gives back, through factories that only call another. */
const madeBy = (code: Code, call: ts.CallExpression): ts.ObjectLiteralExpression | ts.ArrowFunction => {
  const [declaration] = code.symbolOf(call.expression)?.declarations ?? [];
  const outer = declaration && bodyOf(declaration);
  const body = outer && (ts.isArrowFunction(outer) ? outer.body : outer);
  if (body === undefined) throw new Error(`${code.where(call)}: it cannot be seen what this makes`);
  const result = resultOf(code, body);
  if (ts.isCallExpression(result)) return madeBy(code, result);
  if (ts.isObjectLiteralExpression(result) || ts.isArrowFunction(result)) return result;
  throw new Error(`${code.where(result)}: makes neither an object nor a function`);
};

/** Every operation of AWS that something may call: in its own text, or in that of whatever of ours it names. */
const callsIn = (code: Code, start: ts.Node): readonly Call[] => {
  const calls: Call[] = [];
  const seen = new Set<ts.Node>([start]);
  const waiting = [start];
  const toIndex = (node: ts.Node): boolean => {
    let found = false;
    eachNode(node, (one) => (found ||= ts.isPropertyAssignment(one) && one.name.getText() === "IndexName"));
    return found;
  };
  const look = (node: ts.Node): void => {
    if (!ts.isIdentifier(node)) return;
    const service = clients.exec(code.packageOf(node) ?? "")?.[1];
    if (service !== undefined) {
      const made = ts.isNewExpression(node.parent) && node.parent.expression === node;
      if (made && node.text.endsWith("Command"))
        calls.push({ service, operation: node.text.slice(0, -"Command".length), index: toIndex(start) });
      else if (made ? !node.text.endsWith("Client") : !/^[A-Z]/.test(node.text) || node.text.endsWith("Command"))
        throw new Error(`${code.where(node)}: asks AWS for something in a way that is not understood`);
      return;
    }
    for (const declaration of code.symbolOf(node)?.declarations ?? []) {
      if (!code.isOurs(declaration) || declaration.getSourceFile().isDeclarationFile) continue;
      const local = ts.isVariableDeclaration(declaration) || ts.isFunctionDeclaration(declaration);
      const named = topLevelOf(declaration) === undefined ? (local ? declaration : undefined) : topLevelOf(declaration);
      if (named === undefined || seen.has(named) || ts.findAncestor(start, (one) => one === named)) continue;
      seen.add(named);
      waiting.push(named);
    }
  };
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) eachNode(node, look);
  return calls;
};

export type Given = {
  /** The name of the port in the bag: `wakes`. */
  readonly port: string;
  /** What each of its methods asks AWS for; that of a port which is one function stands under "". */
  readonly calls: ReadonlyMap<string, readonly Call[]>;
};

/** The ports that a function's `index.ts` gives to `create`, with what each of their methods asks AWS for. */
export const portsGivenTo = (code: Code, path: string): readonly Given[] => {
  const bags: ts.ObjectLiteralExpression[] = [];
  eachNode(code.declared(path, "handler"), (node) => {
    if (!ts.isCallExpression(node) || node.expression.getText() !== "create") return;
    const [bag, ...more] = node.arguments;
    if (bag === undefined || !ts.isObjectLiteralExpression(bag) || more.length > 0)
      throw new Error(`${code.where(node)}: create is given something other than one object`);
    bags.push(bag);
  });
  if (bags.length !== 1) throw new Error(`${path} calls create ${bags.length} times`);
  return bags.flatMap((bag) =>
    bag.properties.flatMap((property): Given[] => {
      if (ts.isSpreadAssignment(property) && property.expression.getText() === "base") return [];
      if (!ts.isPropertyAssignment(property))
        throw new Error(`${code.where(property)}: it cannot be seen what this is`);
      const port = property.name.getText();
      // What comes out of the environment or a file.
      if (!ts.isCallExpression(property.initializer) || callsIn(code, property.initializer).length === 0) return [];
      const made = madeBy(code, property.initializer);
      if (ts.isArrowFunction(made)) return [{ port, calls: new Map([["", callsIn(code, made)]]) }];
      return [
        {
          port,
          calls: new Map(
            made.properties.map((method) => [
              method.name?.getText() ?? "",
              callsIn(code, ts.isShorthandPropertyAssignment(method) ? localOf(code, method) : method),
            ]),
          ),
        },
      ];
    }),
  );
};

const localOf = (code: Code, method: ts.ShorthandPropertyAssignment): ts.Node => {
  const [declaration] = code.symbolOf(method.name)?.declarations ?? [];
  if (declaration === undefined) throw new Error(`${code.where(method)}: it cannot be seen what this is`);
  return declaration;
};
