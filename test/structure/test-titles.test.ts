import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

interface Title {
  /** With the titles of the groups around it, outermost first. */
  readonly path: readonly string[];
  readonly at: string;
}

/** The titles of a file of tests. Where a title is put together from values, `x` stands for each. */
function titlesIn(path: string, text = readFileSync(path, 'utf8')): readonly Title[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const titles: Title[] = [];
  function visit(node: ts.Node, groups: readonly string[]): void {
    const title = ts.isCallExpression(node) ? titleOf(node) : null;
    const inside = title?.isGroup === true ? [...groups, title.text] : groups;
    if (title?.isGroup === false) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      titles.push({ path: [...groups, title.text], at: `${path}:${line}` });
    }
    ts.forEachChild(node, (child) => visit(child, inside));
  }
  visit(source, []);
  return titles;
}

/** Of `test(…)`, `it.each(…)(…)`, `test.describe(…)` and the like; null: the call is none of these. */
function titleOf({ arguments: [first], expression }: ts.CallExpression) {
  const name = /^(test|it|describe)(?:\.(?:describe|each|for|only|skip|skipIf|runIf))*(?:[(`]|$)/s.exec(
    expression.getText(),
  );
  const text = first && textOf(first);
  if (name === null || text === undefined) return null;
  return { text, isGroup: /\bdescribe\b/.test(expression.getText().split('(')[0] ?? '') };
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('x');
}

const placeholder = /%[#$a-z]|\$[\w.]+/gi;

function partsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}%$_.'’-]*[\p{L}\p{N}][\p{L}\p{N}%$_.'’-]*/gu) ?? [];
}

/** A title with one of these at its beginning has no subject. */
const withoutSubject =
  /^(?:is|are|was|has|have|can|cannot|never|begins?|finds?|gives?|goes|keeps?|leads?|leaves?|offers?|says?|shows?|takes?|tells?|waits?) /i;

/** Less than three words in all, no subject, or a test that names values alone. */
function isNoSentence({ path }: Title): boolean {
  const own = path.at(-1) ?? '';
  const whole = path.join(' ');
  return (
    partsOf(whole).length < 3 ||
    withoutSubject.test(whole) ||
    partsOf(own.replace(placeholder, ' ')).length === 0
  );
}

describe('the title of a test', () => {
  const files = globSync(['src/**/*.test.{ts,tsx}', 'test/**/*.{test,spec}.ts']);
  const titles = files.flatMap((path) => titlesIn(path));

  test('is a sentence together with the titles around it', () => {
    expect(titles.filter(isNoSentence)).toEqual([]);
    expect(titles.length).toBeGreaterThan(1_000);
  });

  test('is there once in a file', () => {
    const whole = titles.map(({ path, at }) => `${at.split(':')[0]} ${path.join(' > ')}`);
    expect(whole.filter((title, at) => whole.indexOf(title) !== at)).toEqual([]);
  });

  test('is reported when it names values alone, has one word, or has no subject', () => {
    const planted = `
      describe('a network', () => test.each([1])('%j: %s', () => undefined));
      test('works', () => undefined);
      test('keeps the last five', () => undefined);
      test.describe(\`axe in \${theme}\`, () => test('finds nothing', () => undefined));
    `;
    expect(
      titlesIn('planted.ts', planted)
        .filter(isNoSentence)
        .map(({ path }) => path.join(' > ')),
    ).toEqual(['a network > %j: %s', 'works', 'keeps the last five']);
  });
});
