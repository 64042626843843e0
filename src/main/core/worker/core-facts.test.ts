import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { compareVersions, incompatible, releaseOf, spokenCdi } from './core-facts.ts';

test('the version we check for is the one the SDK speaks', () => {
  const { cdiSupported } = createRequire(import.meta.url)('supertokens-node/lib/build/version') as {
    cdiSupported: string[];
  };
  expect(cdiSupported).toEqual([spokenCdi]);
});

describe('a version', () => {
  test.each([
    ['5.4', '5.4', 0],
    ['5.4', '5.10', -6],
    ['5.4', '5', 4],
    ['10.0', '9.9', 1],
  ])('%s is compared with %s by its numbers, not by its text', (a, b, difference) => {
    expect(compareVersions(a, b)).toBe(difference);
  });

  test.each([
    ['5.1', 'older than 9'],
    ['5.2', '9'],
    ['5.3', '10.0 to 11.2'],
    ['5.4', '11.3 to 11.4, or 12.0.0 to 12.0.7'],
    ['5.5', '12.0.8 or a later 12.0'],
    ['5.6', '12.1'],
    ['5.7', 'newer than 12.1'],
    ['6.0', 'newer than 12.1'],
  ])('%s of the CDI belongs to core %s', (cdi, release) => {
    expect(releaseOf(cdi)).toBe(release);
  });
});

test('a core that speaks older and newer versions, but not ours, is called neither', () => {
  const { error } = incompatible(['5.3', '5.5'], 'core.example');
  expect(error).toMatchObject({
    code: 'incompatible-core',
    reason: 'core-lacks-cdi',
    params: { host: 'core.example', oldestCdi: '5.3', newestCdi: '5.5', wantedCdi: '5.4' },
  });
});
