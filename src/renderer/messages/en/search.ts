/** Texts of the search page, by key, as ICU messages. */
export const searchMessages = {
  'search.title': 'Search',
  'search.box': 'Search for a user or a session',
  'search.placeholder': 'E-mail, phone, user id, session handle, or an access token',
  'search.clear': 'Clear',
  'search.clear-hint': 'Clear (Esc)',
  'search.recent': 'Recent',
  'search.recent-label': 'Recent searches',

  'search.looks-like.session-handle': 'Looks like a session handle (tenant {tenant}).',
  'search.looks-like.email': 'Looks like an e-mail address.',
  'search.looks-like.phone': 'Looks like a phone number.',
  'search.looks-like.phone-start': 'Looks like the beginning of a phone number.',
  'search.looks-like.account': 'Looks like an account id of {provider}.',
  'search.looks-like.access-token': 'Looks like an access token.',
  'search.looks-like.access-token-in-cookie': 'Looks like an access token in a cookie.',
  'search.looks-like.access-token-in-header': 'Looks like an access token in a header.',
  'search.looks-like.refresh-token': 'Looks like a refresh token.',
  'search.looking-for': 'Looking for {things}.',
  'search.also-looking-for': 'Also looking for {things}.',
  'search.thing.session-handle': 'a session with this handle',
  'search.thing.user-id': 'a user with this id',
  'search.thing.email': 'this exact address',
  'search.thing.email-start': 'addresses or domains that begin with it',
  'search.thing.phone': 'this exact number',
  'search.thing.phone-start': 'numbers that begin with it',
  'search.thing.account': 'an account with this id',
  'search.thing.account-of-provider': 'an account with this id at {provider}',
  'search.thing.access-token': 'an access token',
  'search.thing.refresh-token': 'a refresh token',

  'search.searching': 'Searching',
  'search.users-so-far': '{users, plural, one {# user} other {# users}} so far',
  'search.sessions-so-far': '{sessions, plural, one {# session} other {# sessions}} so far',
  'search.both-so-far':
    '{sessions, plural, one {# session} other {# sessions}} and {users, plural, one {# user} other {# users}} so far',
  'search.users-found': '{users, plural, one {# user} other {# users}} found · {time}',
  'search.sessions-found': '{sessions, plural, one {# session} other {# sessions}} found · {time}',
  'search.both-found':
    '{sessions, plural, one {# session} other {# sessions}} and {users, plural, one {# user} other {# users}} found · {time}',

  'search.no-match': 'No user or session matches.',
  'search.no-match.handle':
    'No active session has this handle. A session that ended leaves nothing in the core.',
  'search.no-match.address':
    'The core finds addresses by their beginning or by their domain, never by the middle. Try “ada@” or “alpha.example”.',
  'search.no-match.phone': 'The core finds phone numbers from the country code on. Try “+36 20”.',
  'search.no-match.id': 'An id is found only when it is complete.',
  'search.searched':
    'Searched {tenants, plural, =0 {all tenants} one {# tenant} other {# tenants}} in {time}.',

  'search.refresh-token':
    'This is a refresh token. It stayed on this computer. The only call that takes a refresh token would replace it and sign the user out. Paste the access token from the same place, or the e-mail address of the user.',
  'search.not-read': 'Not read: {lookups}. There may be matches that are not shown.',
  'search.not-read-more':
    'Not read: {lookups}, and {more, plural, one {# more} other {# more}}. There may be matches that are not shown.',
  'search.cut-off':
    'The core stopped at {limit, plural, one {# match} other {# matches}} in {tenants}. There may be more matches. Type more of the address.',

  'search.sessions': '{count, plural, one {# session} other {# sessions}}',
  'search.sessions-table': 'Sessions found',
  'search.users': '{count, plural, one {# user} other {# users}}',
  'search.users-table': 'Users found',
  'search.session-subject': '{user} ({handle})',
  'search.open': 'Open',
  'search.open-session': 'Open session {handle}',
  'search.end': 'End',
  'search.end-sessions': 'End sessions',
  'search.column.handle': 'Handle',
  'search.column.user': 'User',
  'search.column.tenant': 'Tenant',
  'search.column.created': 'Created',
  'search.column.expires': 'Expires',
  'search.column.network': 'Network',
  'search.column.device': 'Device',
  'search.sessions-without-user':
    '{count, plural, one {# session} other {# sessions}} under an id that is not a user: {id}',
  'search.show-sessions': '{count, plural, one {Show the session} other {Show the sessions}}',

  'search.token': 'Access token',
  'search.token.valid': 'A valid access token of this core',
  'search.token.valid-meaning': 'Its signature and its time were verified.',
  'search.token.expired': 'An expired access token of this core',
  'search.token.expired-meaning':
    'Its signature was verified. It has expired. Its session can still be active.',
  'search.token.foreign': 'An access token of another core',
  'search.token.foreign-meaning': 'This core did not sign it. Its contents are shown and were not looked up.',
  'search.token.malformed': 'Not a complete access token',
  'search.token.malformed-meaning': 'It cannot be decoded. It may have been cut off when it was copied.',
  'search.token.unchecked': 'An access token that could not be verified',
  'search.token.unchecked-meaning': 'Its contents are shown and were not looked up.',
  'search.token.session-gone': 'Its session is not active.',
  'search.token.still-accepted':
    'Services that verify only the signature still accept the token until it expires.',
  'search.token.session': 'session',
  'search.token.user': 'user',
  'search.token.tenant': 'tenant',
  'search.token.issued': 'issued',
  'search.token.expires': 'expires',
  'search.token.expired-at': 'expired',
} as const;
