import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Files that put a regular expression together from their own constants. */
const fromConstants = new Set([
  'src/contract/domain/text/token-text.ts',
  'src/main/identity/access-token.ts',
  'src/main/identity/recognise.ts',
  'src/main/shared/export/csv.ts',
]);

// control: linear-patterns
test('RegExp is built in known files only, from their own constants: what an operator typed goes to compilePattern', () => {
  const building = globSync('src/**/*.{ts,tsx}')
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\bRegExp\(/.test(readFileSync(path, 'utf8')));
  expect(building.filter((path) => !fromConstants.has(path))).toEqual([]);
});
