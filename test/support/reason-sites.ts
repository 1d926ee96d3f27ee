import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A place of the source that makes a reason: with which codes, and the names of its values. */
export interface ReasonSite {
  /** `file: the expression of its code`, the same while the source around it moves. */
  readonly name: string;
  /** Null where the source does not tell them: whoever wrote it declares them. */
  readonly codes: readonly string[] | null;
  readonly params: readonly string[];
  /** Values are taken over from elsewhere, so that there may be more than `params`. */
  readonly isOpen: boolean;
}

const KERNEL = 'src/kernel/reason.ts';
const DEEPEST = 4;
/** What a reason may consist of. */
const PARTS = ['code', 'params', 'also', 'texts'];

/** Every place that makes a reason, and every use of `reason` that this walk could not follow. */
export function findReasonSites(): { readonly sites: readonly ReasonSite[]; readonly unseen: readonly string[] } {
  const walk = new ReasonWalk();
  return { sites: walk.sites, unseen: walk.unseen };
}

/** The files whose SQL puts reasons together, with that SQL's literal codes. */
export function findSqlReasons(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const path of listSources()) {
    const makes = [...readFileSync(path, 'utf8').matchAll(/jsonb_build_object\('code', *(?:'([a-z-]+)')?/g)];
    if (makes.length > 0)
      found.set(
        relative('.', path),
        makes.flatMap(([, code]) => code ?? []),
      );
  }
  return found;
}

function listSources(folder = 'src'): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !/spec\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Reads the source with its types, so that a union of codes is known by its members. */
class ReasonWalk {
  readonly sites: ReasonSite[] = [];
  readonly unseen: string[] = [];
  private readonly checker: ts.TypeChecker;
  private readonly made: ts.Symbol;
  private source!: ts.SourceFile;

  constructor() {
    const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
    const program = ts.createProgram(listSources(), { ...options, noEmit: true });
    this.checker = program.getTypeChecker();
    const kernel = program.getSourceFiles().find(({ fileName }) => fileName.endsWith(KERNEL))!;
    const exported = this.checker.getExportsOfModule(this.checker.getSymbolAtLocation(kernel)!);
    this.made = exported.find(({ name }) => name === 'reason')!;
    for (const file of program.getSourceFiles()) {
      if (file.isDeclarationFile || file === kernel) continue;
      this.source = file;
      this.visit(file);
    }
  }

  private visit(node: ts.Node): void {
    if (ts.isCallExpression(node) && this.isReason(node.expression)) {
      this.note(node.arguments[0]!, node.arguments[1]);
    } else if (ts.isIdentifier(node) && this.isStray(node)) {
      this.unseen.push(`${this.file()}: ${node.parent.getText(this.source)}`);
    } else if (ts.isObjectLiteralExpression(node)) this.noteLiteral(node);
    ts.forEachChild(node, (child) => this.visit(child));
  }

  /** An import under another name is stray already; so the name is asked before the types are. */
  private isReason(node: ts.Node): boolean {
    if (!ts.isIdentifier(node) || node.text !== 'reason') return false;
    const symbol = this.checker.getSymbolAtLocation(node);
    if (symbol === undefined) return false;
    return (symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol) === this.made;
  }

  /** `reason` handed on instead of called: what is made of it would not be seen. */
  private isStray(node: ts.Identifier): boolean {
    const { parent } = node;
    if (ts.isImportSpecifier(parent)) return parent.propertyName === node && this.isReason(parent.propertyName);
    if (ts.isCallExpression(parent) && parent.expression === node) return false;
    return ts.isExpression(node) && this.isReason(node) && !ts.isShorthandPropertyAssignment(parent);
  }

  /** A reason written as an object; one whose code comes from another reason is that one with other values. */
  private noteLiteral(node: ts.ObjectLiteralExpression): void {
    const names = node.properties.map(({ name }) => name?.getText(this.source));
    const code = propertyOf(node, 'code');
    const params = propertyOf(node, 'params');
    // Faults and findings have a code and values too, and more beside them.
    if (code === null || params === null || names.some((name) => !PARTS.includes(name ?? ''))) return;
    if (!this.isCopied(code)) this.note(code, params);
  }

  private isCopied(code: ts.Expression): boolean {
    if (ts.isPropertyAccessExpression(code)) return true;
    const declaration = ts.isShorthandPropertyAssignment(code.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(code.parent)?.valueDeclaration
      : this.checker.getSymbolAtLocation(code)?.valueDeclaration;
    if (declaration === undefined || !ts.isBindingElement(declaration)) return false;
    return this.checker.getTypeAtLocation(declaration.parent).getProperty('params') !== undefined;
  }

  private note(code: ts.Expression, params: ts.Expression | undefined): void {
    const codes = this.codesOf(code, DEEPEST);
    const type = params === undefined ? null : this.checker.getTypeAtLocation(params);
    this.sites.push({
      name: `${this.file()}: ${code.getText(this.source)}`,
      codes: codes === null ? null : [...new Set(codes)].filter((one) => one !== ''),
      params: type === null ? [] : namesOf(type),
      isOpen: params !== undefined && this.isOpen(params),
    });
  }

  /** Names that the type does not tell: an index, or one that is spread into it. */
  private isOpen(params: ts.Expression): boolean {
    const hasIndex = (node: ts.Node) =>
      this.checker.getIndexInfosOfType(this.checker.getTypeAtLocation(node)).length > 0;
    if (!ts.isObjectLiteralExpression(params)) return hasIndex(params);
    return params.properties.some((property) => ts.isSpreadAssignment(property) && hasIndex(property.expression));
  }

  /** The codes that an expression can be; null where only the run tells. */
  private codesOf(node: ts.Expression, depth: number): string[] | null {
    const literals = literalsOf(this.typeOf(node));
    if (literals !== null) return literals;
    if (ts.isTemplateExpression(node)) return this.templateCodes(node, depth);
    return ts.isIdentifier(node) && depth > 0 ? this.argumentCodes(node, depth) : null;
  }

  /** What stands shortened in an object is asked by what it is short for. */
  private typeOf(node: ts.Expression): ts.Type {
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? this.checker.getShorthandAssignmentValueSymbol(node.parent)
      : undefined;
    if (symbol === undefined) return this.checker.getTypeAtLocation(node);
    return this.checker.getNonNullableType(this.checker.getTypeOfSymbolAtLocation(symbol, node));
  }

  private templateCodes(node: ts.TemplateExpression, depth: number): string[] | null {
    let texts = [node.head.text];
    for (const { expression, literal } of node.templateSpans) {
      const parts = this.codesOf(expression, depth);
      if (parts === null) return null;
      texts = texts.flatMap((text) => parts.map((part) => text + part + literal.text));
    }
    return texts;
  }

  /** Of a parameter of a function that no other file calls: what the calls give. */
  private argumentCodes(node: ts.Identifier, depth: number): string[] | null {
    const declaration = this.checker.getSymbolAtLocation(node)?.valueDeclaration;
    if (declaration === undefined || !ts.isParameter(declaration) || !ts.isIdentifier(declaration.name)) return null;
    const made = declaration.parent;
    const name = ts.isFunctionDeclaration(made) ? made.name : nameOfConstant(made);
    if (name === undefined || isExported(made)) return null;
    const symbol = this.checker.getSymbolAtLocation(name);
    const place = made.parameters.indexOf(declaration);
    const given = this.callsOf(symbol).map((call) => call.arguments[place]);
    const codes = given.map((argument) => (argument === undefined ? null : this.codesOf(argument, depth - 1)));
    return codes.length === 0 || codes.includes(null) ? null : codes.flatMap((list) => list ?? []);
  }

  private callsOf(symbol: ts.Symbol | undefined): ts.CallExpression[] {
    const calls: ts.CallExpression[] = [];
    const look = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && this.checker.getSymbolAtLocation(node.expression) === symbol) calls.push(node);
      ts.forEachChild(node, look);
    };
    look(this.source);
    return calls;
  }

  private file(): string {
    return relative('.', this.source.fileName);
  }
}

function literalsOf(type: ts.Type): string[] | null {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral())
    ? parts.map((part) => (part as ts.StringLiteralType).value)
    : null;
}

function namesOf(type: ts.Type): string[] {
  const parts = type.isUnion() ? type.types : [type];
  return [...new Set(parts.flatMap((part) => part.getProperties().map(({ name }) => name)))];
}

function propertyOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | null {
  for (const property of node.properties) {
    if (property.name === undefined || property.name.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return null;
}

function nameOfConstant(node: ts.Node): ts.Identifier | undefined {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : undefined;
}

function isExported(node: ts.Node): boolean {
  const holder = ts.isFunctionDeclaration(node) ? node : node.parent.parent?.parent;
  return holder !== undefined && ts.canHaveModifiers(holder)
    ? (ts.getModifiers(holder) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    : false;
}
