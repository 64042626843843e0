import { readFileSync } from 'node:fs';

/** A certificate of `test/fixtures/tls`, or the key of its servers. */
export function tlsFixture(name: string): string {
  return readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');
}
