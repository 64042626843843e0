/** Texts of the page of one session, by key, as ICU messages. */
export const sessionMessages = {
  'session.title': 'Session',
  'session.reading': 'Reading the session',
  'session.not-read': 'The session could not be read. It is not known whether it is active.',
  'session.read-before': 'What you see was read before that.',
  'session.not-there': 'This session is not active.',
  'session.not-there-why':
    'The core has no session with this handle. The session was ended, it expired, or it never existed on {connection}.',
  'session.end': 'End this session …',
  'session.end-key': 'Press e',
  'session.read-only': '{connection} is read-only here',

  'session.fact.user': 'user',
  'session.fact.user-id': 'user id',
  'session.fact.login-method': 'login method',
  'session.fact.tenant': 'tenant',
  'session.fact.created': 'created',
  'session.fact.expires': 'expires',
  'session.fact.network': 'network',
  'session.fact.device': 'device',
  'session.no-user': 'no user with this id',

  'session.payload.token': 'In the access token',
  'session.payload.token-note': 'Signed, and readable by the client.',
  'session.payload.token-label': 'access token payload',
  'session.payload.database': 'In the database',
  'session.payload.database-note': 'Known only to the backend.',
  'session.payload.database-label': 'session data in the database',
} as const;
