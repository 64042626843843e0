import { splitAddress } from '../../contract/domain/addresses.ts';
import { type Failure, failure } from '../../contract/failure.ts';

/**
 * The address as it is saved: one or several, without what the SDK would drop silently. Throws a `Failure` with a
 * sentence for the form.
 */
export function checkedAddress(address: string): string {
  const parts = splitAddress(address);
  if (parts.length === 0) throw wrong('The address is empty.');
  return parts.map(checkedPart).join(';');
}

function checkedPart(part: string): string {
  if (!/^https?:\/\//i.test(part)) throw wrong(`The address needs http:// or https:// at its beginning.`);
  if (!URL.canParse(part)) throw wrong('The address cannot be read as a URL.');
  const url = new URL(part);
  // The SDK would drop them, and they would be in a file and on screen.
  if (url.username !== '' || url.password !== '') {
    throw wrong(
      'The address holds a user name or a password.',
      'Leave them out: the key of a core has its own field.',
    );
  }
  if (url.search !== '' || url.hash !== '') throw wrong('The address ends with a query or a fragment.');
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function wrong(message: string, hint?: string): Failure {
  return failure('bad-input', message, {
    hint:
      hint ??
      'Write it like https://core.example:3567; several addresses of one core are separated by a semicolon.',
  });
}
