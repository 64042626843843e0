import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A test that says which control it shows. */
export interface TaggedTest {
  readonly control: string;
  readonly path: string;
  /** The titles of the groups around it and its own. */
  readonly title: string;
}

/** The tests of a file that are tagged with a control. A tag of a group counts for the group. */
export function taggedTests(path: string, text = readFileSync(path, 'utf8')): readonly TaggedTest[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const tests: TaggedTest[] = [];

  function visit(node: ts.Node, around: readonly string[]): void {
    const title = ts.isCallExpression(node) ? titleOf(node) : null;
    if (title === null || !ts.isCallExpression(node)) {
      ts.forEachChild(node, (child) => visit(child, around));
      return;
    }
    const titles = [...around, title];
    const names = new Set([...namesInComment(node, text), ...namesInTags(node)]);
    for (const control of names) tests.push({ control, path, title: titles.join(' › ') });
    for (const argument of node.arguments) visit(argument, titles);
  }

  visit(source, []);
  return tests;
}

/** The title of `test('…')`, `it.each(…)('…')`, `describe('…')`; null: the call is none of them. */
function titleOf(call: ts.CallExpression): string | null {
  if (!['test', 'it', 'describe'].includes(rootName(call.expression))) return null;
  const [title] = call.arguments;
  if (title === undefined) return null;
  if (ts.isStringLiteralLike(title)) return title.text;
  return ts.isTemplateExpression(title) ? title.getText().slice(1, -1) : null;
}

/** `test` of `test.describe.each(…)`. */
function rootName(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression))
    return rootName(expression.expression);
  return '';
}

function namesInComment(call: ts.CallExpression, text: string): readonly string[] {
  const comments = ts.getLeadingCommentRanges(text, call.getFullStart()) ?? [];
  return comments.flatMap(({ end, pos }) => {
    const names = /^\/\/ control: (.+)$/.exec(text.slice(pos, end))?.[1];
    return names === undefined ? [] : names.split(', ');
  });
}

function namesInTags(call: ts.CallExpression): readonly string[] {
  const options = call.arguments[1];
  if (options === undefined || !ts.isObjectLiteralExpression(options)) return [];
  const tags = options.properties.find(
    (property) => ts.isPropertyAssignment(property) && property.name.getText() === 'tag',
  );
  const found = [...(tags?.getText() ?? '').matchAll(/@control:([\w-]+)/g)];
  return found.map(([, name = '']) => name);
}
