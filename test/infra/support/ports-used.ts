import ts from "typescript";
import { type Code, eachNode, topLevelOf } from "./code.ts";

/** Where the ports are declared whose methods ask AWS for something. */
const portFiles = new Set(["shared/platform/ports.ts", "shared/store/table.ts", "shared/platform/all-ports.ts"]);
/** Ports that ask AWS for nothing: they read a clock, or write to standard output. */
const harmless = new Set(["Clock", "Metrics", "MetricsTaker", "Log"]);
/** Where ports become calls of AWS. Whoever uses ports must not reach past them. */
const adapters = /^shared\/(platform\/(adapters|aws)|store\/dynamo)\//;

/** `Table.get`, `Ports.wakes`: a member of a port, or of the bag that holds them. */
export type Member = `${string}.${string}`;

const nameOfMember = (code: Code, declaration: ts.Declaration): Member | undefined => {
  if (!ts.isPropertySignature(declaration) && !ts.isMethodSignature(declaration)) return undefined;
  if (!code.isOurs(declaration) || !portFiles.has(code.fileOf(declaration))) return undefined;
  const alias = ts.findAncestor(declaration, ts.isTypeAliasDeclaration);
  // Only what stands at the top of the type: what is inside an answer of a port is no port.
  if (alias === undefined || declaration.parent !== alias.type) return undefined;
  return harmless.has(alias.name.text) ? undefined : `${alias.name.text}.${declaration.name.getText()}`;
};

const isFunction = (code: Code, symbol: ts.Symbol, at: ts.Node): boolean =>
  code.checker.getTypeOfSymbolAtLocation(symbol, at).getCallSignatures().length > 0;

/** The port members a property stands for, also after `Pick`, a spread, a rest or a union. */
const membersOf = (code: Code, symbol: ts.Symbol | undefined): readonly Member[] =>
  symbol === undefined
    ? []
    : code.checker
        .getRootSymbols(symbol)
        .flatMap(({ declarations = [] }) => declarations)
        .flatMap((declaration) => nameOfMember(code, declaration) ?? []);

/** Whether a value of this type, or something in it, has a method of a port. */
const createBearing = (code: Code, at: ts.Node) => {
  const known = new Map<ts.Type, boolean>();
  const bears = (type: ts.Type, depth = 3): boolean => {
    const before = known.get(type);
    if (before !== undefined || depth === 0) return before ?? false;
    known.set(type, false);
    const result = type
      .getProperties()
      .filter(({ declarations = [] }) => declarations.some(code.isOurs))
      .some(
        (property) =>
          (membersOf(code, property).length > 0 && isFunction(code, property, at)) ||
          bears(code.checker.getTypeOfSymbolAtLocation(property, at), depth - 1),
      );
    known.set(type, result);
    return result;
  };
  return bears;
};

/** Whether it is the right side of a destructuring, whose left side says nothing about what it is. */
const isUnpacked = ({ parent }: ts.Node): boolean => {
  if (ts.isVariableDeclaration(parent)) return parent.type === undefined;
  const inside =
    ts.isObjectLiteralExpression(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isParenthesizedExpression(parent);
  return inside && isUnpacked(parent);
};

/**
 * Every member of a port that may be used by what begins at a declaration: the whole text of each top-level declaration
 * that is named from there is looked through, so it can find too much, not too little. Throws where it cannot tell: a
 * port under a name that is computed, one that is given away as a type that hides what it is, a way around the ports.
 * With each comes a place where it is used.
 */
export const portsUsedBy = (code: Code, start: ts.Node): ReadonlyMap<Member, string> => {
  const { checker } = code;
  const used = new Map<Member, string>();
  const seen = new Set<ts.Node>([start]);
  const waiting = [start];
  const bears = createBearing(code, start);
  const fail = (node: ts.Node, why: string): never => {
    throw new Error(`${code.where(node)}: ${why}`);
  };

  const use = (symbol: ts.Symbol | undefined, at: ts.Node): void =>
    membersOf(code, symbol).forEach((member) => used.set(member, used.get(member) ?? code.where(at)));

  const follow = (name: ts.Identifier): void => {
    if (/^@aws-sdk\/client-/.test(code.packageOf(name) ?? "")) fail(name, "asks AWS for something by itself");
    for (const declaration of code.symbolOf(name)?.declarations ?? []) {
      if (!code.isOurs(declaration)) continue;
      if (adapters.test(code.fileOf(declaration))) fail(name, "reaches past the ports into an adapter");
      const top = topLevelOf(declaration);
      if (top === undefined || seen.has(top)) continue;
      seen.add(top);
      waiting.push(top);
    }
  };

  /** A port that is handed on must still be recognised as one where it arrives. */
  const handOn = (from: ts.Type, to: ts.Type, node: ts.Node, depth = 3): void => {
    const target = checker.getNonNullableType(to);
    if (from === target || depth === 0 || !bears(from)) return;
    const hides = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive | ts.TypeFlags.TypeParameter;
    if (to.flags & hides) fail(node, "hands a port on as something that could be anything");
    for (const property of from.getProperties()) {
      const arrived = checker.getPropertyOfType(target, property.name);
      if (arrived === undefined) continue;
      const lost = membersOf(code, property).filter((member) => !membersOf(code, arrived).includes(member));
      // Out of the bag and into another: whoever gets that may use it.
      lost
        .filter((member) => member.startsWith("Ports."))
        .forEach((member) => used.set(member, used.get(member) ?? code.where(node)));
      const hidden = lost.filter((member) => !member.startsWith("Ports."));
      if (isFunction(code, property, node)) {
        if (hidden.length > 0) fail(node, `hands ${hidden.join()} on under another type`);
      } else
        handOn(
          checker.getTypeOfSymbolAtLocation(property, node),
          checker.getTypeOfSymbolAtLocation(arrived, node),
          node,
          depth - 1,
        );
    }
  };

  const look = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) follow(node);
    if (ts.isPropertyAccessExpression(node)) use(checker.getSymbolAtLocation(node.name), node);
    if (ts.isElementAccessExpression(node)) {
      const of = checker.getTypeAtLocation(node.expression);
      const name = ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
      if (name !== undefined) use(of.getProperty(name), node);
      else if (bears(of)) fail(node, "takes something out of a port by a name that is computed");
    }
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && node.dotDotDotToken === undefined) {
      const name = node.propertyName ?? node.name;
      const of = checker.getTypeAtLocation(node.parent);
      if (ts.isIdentifier(name) || ts.isStringLiteral(name)) use(of.getProperty(name.text), node);
      else if (bears(of)) fail(node, "takes something out of a port by a name that is computed");
    }
    if (ts.isExpression(node) && !isUnpacked(node)) {
      const to = checker.getContextualType(node);
      if (to !== undefined) handOn(checker.getTypeAtLocation(node), to, node);
    }
    if (ts.isAsExpression(node) && bears(checker.getTypeAtLocation(node.expression)))
      fail(node, "asserts that a port is something else");
  };

  for (let declaration = waiting.pop(); declaration !== undefined; declaration = waiting.pop())
    eachNode(declaration, look);
  return used;
};
