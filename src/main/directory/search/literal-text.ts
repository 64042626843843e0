import type { User } from '../../../contract/domain/user.ts';

interface AddressSearch {
  /** What the core is asked. */
  readonly sent: string;
  /** Whether one of the user's addresses really begins with what was written. */
  readonly matches: (user: User) => boolean;
}

const special = /[%_;\\]/g;

/**
 * How to find addresses that begin with a text *as it is written*. The core puts the text into a LIKE pattern: `%` and
 * `_` are wildcards there, `;` separates several texts, and on PostgreSQL a backslash takes the next character's
 * meaning away. It has no way to quote them. But a wildcard also matches itself: with `_` in place of `;` and `\`, and
 * `%` and `_` left as they are, the core answers with everything that is wanted and a few more, which are filtered out
 * here. (Cutting the text before the first wildcard would also be right, but would run into the core's cut at 1,000
 * much earlier: `a_b` would ask for everyone with an `a`.)
 *
 * `@alpha.example` means the domain; the core knows domains without the sign only.
 */
export function addressSearch(written: string): AddressSearch {
  const domainOnly = written.startsWith('@') && written.length > 1;
  const text = domainOnly ? written.slice(1) : written;
  const sent = text.replace(/[;\\]/g, '_');
  const asWritten = text.search(special) < 0 && !domainOnly;
  return { sent, matches: asWritten ? () => true : (user) => beginsWith(user, text, domainOnly) };
}

function beginsWith(user: User, text: string, domainOnly: boolean): boolean {
  const wanted = text.toLowerCase();
  const addresses = [...user.emails, ...user.loginMethods.map((method) => method.email ?? '')];
  return addresses
    .map((address) => address.toLowerCase())
    .some((address) => (!domainOnly && address.startsWith(wanted)) || address.includes(`@${wanted}`));
}
