import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** One call of `text` or `richText` with a literal key. `names` is null where the values are not written at the call. */
export interface MessageCall {
  readonly key: string;
  readonly names: readonly string[] | null;
  readonly line: number;
}

/** What a file does with messages. */
export interface MessageUse {
  readonly calls: readonly MessageCall[];
  /** Every string literal: keys also stand in records from a state to its message. */
  readonly literals: ReadonlySet<string>;
  /** Texts that are written in the component instead of the catalogue: `line: text`. */
  readonly written: readonly string[];
}

/** Properties of elements and of column descriptions that people read. */
const readProperties = new Set([
  'alt',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'checkedText',
  'description',
  'error',
  'header',
  'heading',
  'help',
  'hint',
  'label',
  'meaning',
  'placeholder',
  'title',
  'tooltip',
  'unit',
  'nothingFoundMessage',
]);

/** Reads one file of the renderer. */
export function readMessageUse(path: string): MessageUse {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const calls: MessageCall[] = [];
  const literals = new Set<string>();
  const written: string[] = [];
  const lineOf = (node: ts.Node) => source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  const report = (node: ts.Node, text: string) => {
    if (/\p{L}{2}/u.test(text)) written.push(`${path}:${lineOf(node)}: ${text.trim()}`);
  };

  function visit(node: ts.Node): void {
    if (ts.isStringLiteralLike(node)) literals.add(node.text);
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      ['text', 'richText'].includes(node.expression.text)
    ) {
      const [key, values] = node.arguments;
      if (key !== undefined && ts.isStringLiteralLike(key))
        calls.push({ key: key.text, names: namesOf(values), line: lineOf(node) });
    }
    if (ts.isJsxText(node)) report(node, node.text);
    if (ts.isJsxAttribute(node) && readProperties.has(node.name.getText()))
      reportLiterals(node, node.initializer);
    if (ts.isPropertyAssignment(node) && readProperties.has(node.name.getText().replace(/['"]/g, '')))
      reportLiterals(node, node.initializer);
    // What a component shows where it is given no other text.
    if (ts.isBindingElement(node) && readProperties.has(node.name.getText()))
      reportLiterals(node, node.initializer);
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) reportLiterals(node, node.expression);
    ts.forEachChild(node, visit);
  }

  /** Literals that are the value itself, also behind `?:`, `??` and in templates; not those that are compared or handed on. */
  function reportLiterals(at: ts.Node, value: ts.Node | undefined): void {
    if (value === undefined) return;
    if (ts.isStringLiteralLike(value)) report(at, value.text);
    else if (ts.isTemplateExpression(value))
      report(at, [value.head.text, ...value.templateSpans.map((span) => span.literal.text)].join(' '));
    else if (ts.isConditionalExpression(value))
      for (const part of [value.whenTrue, value.whenFalse]) reportLiterals(at, part);
    else if (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
      for (const part of [value.left, value.right]) reportLiterals(at, part);
    else if (ts.isJsxExpression(value) || ts.isParenthesizedExpression(value))
      reportLiterals(at, value.expression);
  }

  visit(source);
  return { calls, literals, written };
}

function namesOf(values: ts.Expression | undefined): readonly string[] | null {
  if (values === undefined) return [];
  if (!ts.isObjectLiteralExpression(values)) return null;
  const names: string[] = [];
  for (const property of values.properties) {
    if (ts.isSpreadAssignment(property)) return null;
    names.push(property.name.getText());
  }
  return names;
}
