import { globSync, readFileSync } from 'node:fs';
import { parse } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/renderer/messages/catalogue.ts';
import { namesIn } from '../../src/renderer/messages/message-names.ts';
import { pseudoMessage } from '../../src/renderer/messages/pseudo-locale.ts';
import { readMessageUse } from './message-calls.ts';

const messages = new Map<string, string>(Object.entries(catalogue));
const files = globSync('src/renderer/**/*.{ts,tsx}').filter((path) => !path.includes('.test.'));
const uses = files
  .filter((path) => !path.startsWith('src/renderer/messages/en/'))
  .map((path) => ({ path, use: readMessageUse(path) }));

describe('the message catalogue', () => {
  test('every message is a valid ICU message, in the pseudo-locale too', () => {
    const broken = [...messages].filter(([, message]) => {
      try {
        namesIn(parse(message));
        return pseudoMessage(message).length === 0;
      } catch {
        return true;
      }
    });
    expect(broken).toEqual([]);
  });

  test('no key is defined twice', () => {
    const keys = globSync('src/renderer/messages/en/*.ts').flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/^ {2}'([a-zA-Z0-9.-]+)':/gm)].map(([, key]) => key),
    );
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    expect(keys).toHaveLength(messages.size);
  });

  test('every message is used', () => {
    const literals = new Set(uses.flatMap(({ use }) => [...use.literals]));
    // Texts of errors are found by their code or reason, and their type makes sure that none is missing.
    const isOfError = (key: string) => /^(error|hint|revocation-hint)\./.test(key);
    expect([...messages.keys()].filter((key) => !literals.has(key) && !isOfError(key))).toEqual([]);
  });

  test('every call gives a message the values that it names', () => {
    const wrong = uses.flatMap(({ path, use }) =>
      use.calls.flatMap(({ key, names, line }) => {
        const message = messages.get(key);
        if (message === undefined || names === null) return [];
        const wanted = [...namesIn(parse(message))].sort();
        const given = [...names].sort();
        return wanted.join() === given.join()
          ? []
          : [`${path}:${line} ${key}: wants ${wanted}, is given ${given}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('no component has a text of its own', () => {
    // Keys of messages are texts in the eyes of the search, and a path into a payload is the same in every language.
    const isText = (found: string) => {
      const value = found.replace(/^[^ ]+: /, '');
      return !messages.has(value) && value !== 'device.id';
    };
    expect(uses.flatMap(({ use }) => use.written).filter(isText)).toEqual([]);
  });

  test('no sentence blames, shouts or joins two facts with a semicolon', () => {
    expect([...messages].filter(([, message]) => /[!;]|please|invalid|oops/i.test(message))).toEqual([]);
  });
});
