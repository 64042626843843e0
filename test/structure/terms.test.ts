import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { declaredNames, termsOf } from './declared-names.ts';

/** Words that a term of the field replaces, and the term. They are not used in any name. */
const replaced: Readonly<Record<string, string>> = {
  book: 'registry',
  counterpart: 'external id, internal id',
  crowd: 'user',
  fed: 'upload',
  feed: 'upload',
  feeder: 'upload',
  feeding: 'upload',
  judge: 'classify',
  judged: 'classify',
  kept: 'excluded',
  late: 'new session',
  ledger: 'repository',
  likely: 'classify',
  newcomer: 'new session',
  newcomers: 'new session',
  outbox: 'queue',
  pace: 'throttle',
  patience: 'retry policy',
  people: 'users',
  person: 'user',
  scope: 'source',
  spool: 'repository',
  steady: 'retry policy',
  survivor: 'still active',
  survivors: 'still active',
  trail: 'audit log',
  walk: 'scan',
  walked: 'scan',
  whose: 'owner',
  witness: 'owner',
  witnesses: 'owner',
  words: 'format, text',
};

/** Types that would say nothing, or had several meanings. */
const emptyTypes = new Set(['Found', 'Place', 'Reading', 'Tools', 'Verdict', 'Way', 'Work']);

/** Names that an interface of another project prescribes. */
const foreign = new Set(['src/renderer/shared/settings-context.tsx scope']);

const files = globSync('{src,test,scripts}/**/*.{ts,tsx}').filter((path) => !path.includes('transcripts'));
const names = files
  .filter((path) => path !== 'test/structure/terms.test.ts')
  .flatMap((path) =>
    declaredNames(path)
      .filter(({ name }) => !foreign.has(`${path} ${name}`))
      .map((declared) => ({ ...declared, at: `${path}:${declared.line}` })),
  );

describe('names', () => {
  test('no file is named with a word that the glossary replaces', () => {
    const found = files.flatMap((path) =>
      termsOf(path)
        .filter((word) => Object.hasOwn(replaced, word))
        .map((word) => `${path}: ${word} → ${replaced[word]}`),
    );
    expect(found).toEqual([]);
  });

  test('nothing is named with a word that the glossary replaces', () => {
    const found = names.flatMap(({ at, name }) =>
      termsOf(name)
        .filter((word) => Object.hasOwn(replaced, word))
        .map((word) => `${at} ${name}: ${word} → ${replaced[word]}`),
    );
    expect(found).toEqual([]);
  });

  test('no type has a name that says nothing', () => {
    expect(
      names
        .filter(({ isType, name }) => isType && emptyTypes.has(name))
        .map(({ at, name }) => `${at} ${name}`),
    ).toEqual([]);
  });
});
