import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const traces = /chromium host|playwright|CURFEW_HOST|test\/hosts|versions\.electron/i;

test('the console does not know that it can run in anything else than Electron', () => {
  const sources = globSync('src/**/*.{ts,tsx,html}').filter((path) => !path.includes('.test.'));
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((path) => traces.test(readFileSync(path, 'utf8')))).toEqual([]);
});
