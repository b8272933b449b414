import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { plant, type Planted } from "./planted.ts";

/** What of the project a mistake may be planted in, and what uses it. */
const folders = ["shared", "functions", "cli", "local", "infra"];

type Baseline = ts.SemanticDiagnosticsBuilderProgram;

const readOptions = (root: string): ts.CompilerOptions => {
  const { config }: { config?: { compilerOptions: unknown } } = ts.readConfigFile(join(root, "tsconfig.json"), (path) =>
    readFileSync(path, "utf8"),
  );
  return ts.convertCompilerOptionsFromJson(config?.compilerOptions, root).options;
};

/**
 * Compiles the product with a mistake in it, and tells what the compiler has to say. The files are read and parsed once; of
 * each mistake only what it affects is checked anew. Nothing is written.
 */
export const createCompiler = (root: string): ((planted: Planted) => readonly string[]) => {
  const options = readOptions(root);
  const parsed = new Map<string, ts.SourceFile & { version?: string }>();
  const rootNames = folders.flatMap((folder) => ts.sys.readDirectory(join(root, folder), [".ts"]));
  const hostWith = (planted: Planted | undefined): ts.CompilerHost => {
    const changed = planted && join(root, planted.file);
    const host = ts.createCompilerHost(options);
    const parse = (path: string, text: string, version: string) => {
      const source: ts.SourceFile & { version?: string } = ts.createSourceFile(path, text, {
        languageVersion: ts.ScriptTarget.ES2024,
        impliedNodeFormat: ts.getImpliedNodeFormatForFile(path, undefined, host, options),
      });
      source.version = version;
      return source;
    };
    host.createHash = (text) => ts.sys.createHash?.(text) ?? text;
    host.getSourceFile = (path) => {
      if (planted !== undefined && path === changed)
        return parse(path, plant(planted, readFileSync(path, "utf8")), planted.id);
      const known = parsed.get(path);
      if (known !== undefined) return known;
      const text = ts.sys.readFile(path);
      if (text === undefined) return undefined;
      const fresh = parse(path, text, "0");
      parsed.set(path, fresh);
      return fresh;
    };
    return host;
  };
  const told = (program: Baseline): readonly string[] =>
    [...program.getSyntacticDiagnostics(), ...program.getSemanticDiagnostics()].map(({ file, messageText }) => {
      const place = file === undefined ? "" : `${file.fileName.slice(root.length + 1)}: `;
      return place + ts.flattenDiagnosticMessageText(messageText, " ");
    });
  const baseline = ts.createSemanticDiagnosticsBuilderProgram(rootNames, options, hostWith(undefined));
  const before = new Set(told(baseline));
  return (planted) => {
    const program = ts.createSemanticDiagnosticsBuilderProgram(rootNames, options, hostWith(planted), baseline);
    return told(program).filter((line) => !before.has(line));
  };
};
