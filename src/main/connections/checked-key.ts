import { failure } from '../../contract/failure.ts';

/**
 * A key as it is stored: without what a paste brought along. Throws a `Failure` for one that cannot be sent in a header,
 * which would otherwise look like a core that cannot be reached. Undefined and null stay what they are.
 */
export function checkedKey<T extends string | null | undefined>(key: T): T | string {
  if (typeof key !== 'string') return key;
  const trimmed = key.trim();
  if (trimmed !== '' && !/[^\x21-\x7e]/.test(trimmed)) return trimmed;
  throw failure('bad-input', 'The API key is empty, or has characters that no key has.', {
    hint: 'Copy it again from the configuration of the core: letters, digits, = and -.',
  });
}
