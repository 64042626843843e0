import { globSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { expect, it } from 'vitest';
import { replacingTests } from '../../vitest.config.ts';

// Files of other tests share the modules that they import: what one replaced, another one would get.
it('a test that replaces a module or a global has its modules for itself', () => {
  const files = globSync(['src/**/*.test.{ts,tsx}', 'test/{unit,security,structure}/**/*.test.ts']);
  const replacing = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\bvi\.(mock|doMock|hoisted|stubGlobal)\(/.test(readFileSync(file, 'utf8')));
  expect(replacing.length).toBeGreaterThan(4);
  const sharing = replacing.filter((file) => !replacingTests.some((pattern) => matchesGlob(file, pattern)));
  expect(sharing).toEqual([]);
});
