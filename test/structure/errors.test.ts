import { globSync, readFileSync } from 'node:fs';
import { parse } from '@formatjs/icu-messageformat-parser';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { errorReasons } from '../../src/contract/error-reasons.ts';
import { catalogue } from '../../src/renderer/messages/catalogue.ts';
import { namesIn } from '../../src/renderer/messages/message-names.ts';

const messages: ReadonlyMap<string, string> = new Map(Object.entries(catalogue));
const notThrowing = /\.test\.tsx?$|^src\/contract\/error-reasons\.ts$|^src\/renderer\/messages\/en\//;
const files = globSync('src/**/*.{ts,tsx}').filter((path) => !notThrowing.test(path));

/** A reason as the code gives it, with the names of the values beside it; null where these are not written there. */
interface GivenReason {
  readonly reason: string;
  readonly values: readonly string[] | null;
  readonly at: string;
}

function reasonsIn(path: string, text = readFileSync(path, 'utf8')) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const given: GivenReason[] = [];
  const literals = new Set<string>();
  function visit(node: ts.Node): void {
    if (ts.isStringLiteralLike(node)) literals.add(node.text);
    if (ts.isObjectLiteralExpression(node)) {
      const reason = initializerOf(node, 'reason');
      if (reason !== undefined && ts.isStringLiteralLike(reason)) {
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        given.push({ reason: reason.text, values: paramsOf(node), at: `${path}:${line}` });
      }
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return { given, literals };
}

function initializerOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = object.properties.find((one) => one.name?.getText() === name);
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** Null also where a function adds the values: where there are none, the object is not an error yet. */
function paramsOf(object: ts.ObjectLiteralExpression): readonly string[] | null {
  const has = (name: string) => object.properties.some((one) => one.name?.getText() === name);
  if (object.properties.some(ts.isSpreadAssignment)) return null;
  if (!has('params')) return has('code') || isDetailsOfFailure(object) ? [] : null;
  const params = initializerOf(object, 'params');
  if (params === undefined || !ts.isObjectLiteralExpression(params)) return null;
  if (params.properties.some(ts.isSpreadAssignment)) return null;
  return params.properties.map(({ name }) => name?.getText() ?? '');
}

function isDetailsOfFailure({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && parent.expression.getText() === 'failure';
}

/** Values that the texts of a reason name and that are not given: the operator would see the text of the code instead. */
function missingValues({ reason, values, at }: GivenReason): readonly string[] {
  const texts = ['error', 'hint', 'revocation-hint'].map((kind) => messages.get(`${kind}.${reason}`));
  if (values === null || texts[0] === undefined) return [];
  const named = new Set(texts.flatMap((text) => (text === undefined ? [] : [...namesIn(parse(text))])));
  return [...named].filter((name) => !values.includes(name)).map((name) => `${at} ${reason}: ${name}`);
}

describe('the reason of an error', () => {
  const read = files.map((path) => reasonsIn(path));

  test('is given by some code', () => {
    const literals = new Set(read.flatMap((file) => [...file.literals]));
    expect(errorReasons.filter((reason) => !literals.has(reason))).toEqual([]);
  });

  test('is given with every value that its texts name', () => {
    expect(read.flatMap(({ given }) => given.flatMap(missingValues))).toEqual([]);
    expect(read.flatMap(({ given }) => given).length).toBeGreaterThan(100);
  });

  test('is found where a value is missing, and passed over where the values come from elsewhere', () => {
    const missing = (text: string) => reasonsIn('planted.ts', text).given.flatMap(missingValues);
    expect(missing("failure('bad-input', { reason: 'rule-too-deep' })")).toEqual([
      'planted.ts:1 rule-too-deep: most',
    ]);
    expect(missing("failure('bad-input', { reason: 'rule-too-deep', params: { most: 3 } })")).toEqual([]);
    expect(missing("failure('bad-input', { reason: 'rule-too-deep', params })")).toEqual([]);
  });
});
