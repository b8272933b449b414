import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "../../..");

/** A program over some files, and how to find one's way in it. */
export type Code = ReturnType<typeof readCode>;

const options = (): ts.CompilerOptions => {
  const file = join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, "utf8"));
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, root).options, types: ["node"] };
};

export const functionNames = readdirSync(join(root, "functions"));

const indexOf = (name: string): string => join(root, "functions", name, "index.ts");

/** The code of every function; `planted` holds files that are not there, by their path in the tree. */
export const readCode = (planted: Readonly<Record<string, string>> = {}) => {
  const files = new Map(Object.entries(planted).map(([path, text]) => [join(root, path), text]));
  const host = ts.createCompilerHost(options());
  const overlaid: ts.CompilerHost = {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    getSourceFile: (path, languageVersion, ...rest) => {
      const text = files.get(path);
      return text === undefined
        ? host.getSourceFile(path, languageVersion, ...rest)
        : ts.createSourceFile(path, text, languageVersion, true);
    },
  };
  const roots = files.size > 0 ? [...files.keys()] : functionNames.map(indexOf);
  const program = ts.createProgram(roots, options(), overlaid);
  const checker = program.getTypeChecker();

  const fileOf = (node: ts.Node): string => node.getSourceFile().fileName.slice(root.length + 1);
  const isOurs = (node: ts.Node): boolean =>
    node.getSourceFile().fileName.startsWith(`${root}/`) && !fileOf(node).startsWith("node_modules/");

  /** What a name in an expression stands for, through imports and shorthands. */
  const symbolOf = (node: ts.Node): ts.Symbol | undefined => {
    const found =
      ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
    return found !== undefined && found.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(found) : found;
  };

  /** The package a name is imported from, if it is. */
  const packageOf = (node: ts.Identifier): string | undefined => {
    const [declaration] = checker.getSymbolAtLocation(node)?.declarations ?? [];
    const importing = declaration && ts.findAncestor(declaration, ts.isImportDeclaration);
    return importing && ts.isStringLiteral(importing.moduleSpecifier) ? importing.moduleSpecifier.text : undefined;
  };

  /** An exported or top-level constant or function of a file, by its name. */
  const declared = (path: string, name: string): ts.Node => {
    const file = program.getSourceFile(join(root, path));
    const found = file?.statements
      .flatMap((statement): ts.Node[] =>
        ts.isVariableStatement(statement) ? [...statement.declarationList.declarations] : [statement],
      )
      .find(
        (node) => (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node)) && node.name?.getText() === name,
      );
    if (found === undefined) throw new Error(`${path} declares no ${name}.`);
    return found;
  };

  const where = (node: ts.Node): string => {
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    return `${fileOf(node)}:${line + 1}: ${node.getText().slice(0, 60)}`;
  };

  return { program, checker, fileOf, isOurs, symbolOf, packageOf, declared, where };
};

/** Each node below and including one that is there when the program runs: no types, and no imports. */
export const eachNode = (node: ts.Node, see: (node: ts.Node) => void): void => {
  if (ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
  see(node);
  ts.forEachChild(node, (child) => eachNode(child, see));
};

/** The declaration at the top of its file that something is part of; undefined for a parameter or a local. */
export const topLevelOf = (declaration: ts.Node): ts.Node | undefined => {
  if (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration))
    return ts.isSourceFile(declaration.parent) ? declaration : undefined;
  const variable = ts.findAncestor(declaration, ts.isVariableDeclaration);
  return variable !== undefined && ts.isSourceFile(variable.parent.parent.parent) ? variable : undefined;
};
