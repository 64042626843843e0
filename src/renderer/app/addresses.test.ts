import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idFromPath, idToPath } from './addresses.ts';

describe('an id in an address', () => {
  it('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const id = text.replace(/[\uD800-\uDFFF]/gu, '');
        expect(idFromPath(idToPath(id))).toBe(id);
      }),
    );
  });

  it.each([
    'a/b',
    '100%',
    '%2F',
    '.',
    '..',
    '../x',
    'a?b#c',
    'ünïcode',
    '👩‍💻',
    'a~b',
    'a b',
    'public|x',
  ])('keeps %s out of the hands of routers', (id) => {
    expect(idToPath(id)).toMatch(/^[A-Za-z0-9_~-][A-Za-z0-9_~.-]*$/);
    expect(idFromPath(idToPath(id))).toBe(id);
  });

  it('leaves ordinary ids and handles readable', () => {
    expect(idToPath('ec513228-e676-4d1a-96e3-80cee9422ebe_acme')).toBe(
      'ec513228-e676-4d1a-96e3-80cee9422ebe_acme',
    );
  });
});
