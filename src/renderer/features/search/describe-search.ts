import type { Interpretation, Lookup } from '../../../contract/domain/search.ts';
import { formatList } from '../../messages/format-count.ts';
import { formatElapsed } from '../../messages/format-duration.ts';
import { text } from '../../messages/text.ts';
import type { SearchResults } from './use-search.ts';

/** What a text looks like; null: any text could be this, so saying it would tell nothing. */
function looksLike(interpretation: Interpretation): string | null {
  switch (interpretation.type) {
    case 'session-handle':
      return text('search.looks-like.session-handle', { tenant: interpretation.tenantId });
    case 'email':
      return text('search.looks-like.email');
    case 'phone':
      return text('search.looks-like.phone');
    case 'phone-start':
      return text('search.looks-like.phone-start');
    case 'access-token':
      return text(accessTokenFrom[interpretation.from]);
    case 'refresh-token':
      return text('search.looks-like.refresh-token');
    case 'third-party-id':
      if (interpretation.provider === null) return null;
      return text('search.looks-like.account', { provider: interpretation.provider });
    case 'network':
      return text('search.looks-like.network');
    case 'user-id':
    case 'email-start':
      return null;
  }
}

const accessTokenFrom = {
  text: 'search.looks-like.access-token',
  cookie: 'search.looks-like.access-token-in-cookie',
  header: 'search.looks-like.access-token-in-header',
} as const;

const things = {
  'session-handle': 'search.thing.session-handle',
  'user-id': 'search.thing.user-id',
  email: 'search.thing.email',
  'email-start': 'search.thing.email-start',
  phone: 'search.thing.phone',
  'phone-start': 'search.thing.phone-start',
  network: 'search.thing.network',
  'access-token': 'search.thing.access-token',
  'refresh-token': 'search.thing.refresh-token',
} as const;

function thing(interpretation: Interpretation): string {
  if (interpretation.type !== 'third-party-id') return text(things[interpretation.type]);
  if (interpretation.provider === null) return text('search.thing.account');
  return text('search.thing.account-of-provider', { provider: interpretation.provider });
}

/**
 * What the text was taken for: "Looks like a session handle (tenant public). Also looking for a user with this id."; of
 * a plain word: "Looking for a user with this id and addresses or domains that begin with it."
 */
export function describeInterpretations(interpretations: readonly Interpretation[]): string {
  const [first, ...others] = interpretations;
  if (first === undefined) return '';
  const likeness = looksLike(first);
  if (likeness === null) return text('search.looking-for', { things: listOf(interpretations) });
  return others.length === 0
    ? likeness
    : `${likeness} ${text('search.also-looking-for', { things: listOf(others) })}`;
}

function listOf(interpretations: readonly Interpretation[]): string {
  return formatList([...new Set(interpretations.map(thing))]);
}

const byAddress = ['email', 'email-start'] as const;
const byPhone = ['phone', 'phone-start'] as const;
const byId = ['user-id', 'third-party-id'] as const;

/** How the core matches what was looked for, for someone who found nothing. A sentence for each kind of text. */
export function describeNoMatch({ interpretations, finished }: SearchResults): readonly string[] {
  const types = new Set(interpretations.map((interpretation) => interpretation.type));
  const hasAny = (wanted: readonly Interpretation['type'][]) => wanted.some((type) => types.has(type));
  const sentences: string[] = [];
  if (types.has('session-handle')) sentences.push(text('search.no-match.handle'));
  if (hasAny(byAddress)) sentences.push(text('search.no-match.address'));
  if (hasAny(byPhone)) sentences.push(text('search.no-match.phone'));
  if (types.has('network')) sentences.push(text('search.no-match.network'));
  if (hasAny(byId)) sentences.push(text('search.no-match.id'));
  if (finished !== null) {
    const { tenants, elapsedMs } = finished;
    sentences.push(text('search.searched', { tenants, time: formatElapsed(elapsedMs) }));
  }
  return sentences;
}

/** What could not be looked up, and where: "e-mail addresses in tenant acme". */
export function describeLookup(lookup: Lookup): string {
  switch (lookup.type) {
    case 'session':
      return text('search.lookup.session', { handle: lookup.handle });
    case 'user-of-session':
      return text('search.lookup.user-of-session', { handle: lookup.handle });
    case 'user':
      return text('search.lookup.user', { id: lookup.userId });
    case 'access-token':
      return text('search.lookup.access-token');
    case 'tenants':
      return text('search.lookup.tenants');
    case 'email':
      return text('search.lookup.email', { tenant: lookup.tenantId });
    case 'email-start':
      return text('search.lookup.email-start', { tenant: lookup.tenantId });
    case 'phone':
      return text('search.lookup.phone', { tenant: lookup.tenantId });
    case 'phone-start':
      return text('search.lookup.phone-start', { tenant: lookup.tenantId });
    case 'account':
      return text('search.lookup.account', { provider: lookup.provider, tenant: lookup.tenantId });
    case 'accounts':
      return text('search.lookup.accounts');
  }
}

/** "1 session and 3 users found · 9 ms", with numbers that are final only once the search is. */
export function describeCounts(results: SearchResults): string {
  const sessions = results.sessions.length;
  const users = results.users.length;
  const { finished } = results;
  if (finished === null) {
    if (sessions > 0 && users > 0) return text('search.both-so-far', { sessions, users });
    if (sessions > 0) return text('search.sessions-so-far', { sessions });
    return users > 0 ? text('search.users-so-far', { users }) : text('search.searching');
  }
  const time = formatElapsed(finished.elapsedMs);
  if (sessions > 0 && users > 0) return text('search.both-found', { sessions, users, time });
  if (sessions > 0) return text('search.sessions-found', { sessions, time });
  return users > 0 ? text('search.users-found', { users, time }) : '';
}
