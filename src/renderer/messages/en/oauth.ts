/** The tokens that OAuth2 clients have on sessions. */
export const oauthMessages = {
  'oauth.asked.end': 'Tokens of OAuth2 clients on these sessions are ended too.',
  'oauth.asked.stay':
    'Tokens of OAuth2 clients on these sessions stay. {why, select, setting {The connection is set so.} other {The core says that the app has no OAuth2 clients.}}',
  'oauth.asked.choice': 'End the tokens of OAuth2 clients on these sessions too',
  'oauth.asked.not-told':
    'The core does not tell whether the app has OAuth2 clients. Curfew keeps your answer for this connection.',
  'oauth.asked.calls': 'This takes {count, plural, one {# more call} other {# more calls}}.',
  'oauth.asked.cost':
    'This takes {count, plural, one {# more call} other {# more calls}}, and at least {duration}.',
  'oauth.asked.otherwise':
    'Without it, the clients can use and refresh their tokens after the sessions ended.',
  'oauth.asked.reading': 'Reading whether the app has OAuth2 clients.',

  'oauth.result.ordered':
    '{place, select, label {ended} other {OAuth2 tokens ended}} for {ended, plural, one {# session} other {# sessions}}, unknown for {unknown, number}{notAsked, plural, =0 {} other {, not asked for #}}',
  'oauth.result.not-ordered': '{place, select, label {not ended} other {OAuth2 tokens were not ended}}',
  'oauth.result.still-valid': 'Clients can use and refresh the tokens that were not ended.',
  'oauth.end': 'End OAuth2 tokens of {count, plural, one {# session} other {# sessions}}',
  'oauth.end-question': 'End OAuth2 tokens of {count, plural, one {# session} other {# sessions}}?',
  'oauth.end-meaning':
    'The sessions are gone. Curfew asks the core for each of them to end the tokens that OAuth2 clients have on it. No further session is ended.',
  'oauth.nothing-ended': 'No further tokens were ended.',
  'oauth.ticket': 'OAuth2 tokens',

  'oauth.state.not-asked': 'not ended',
  'oauth.state.ended': 'ended',
  'oauth.state.unknown': 'unknown',
  'oauth.column': 'OAuth2 tokens',

  'oauth.session': 'OAuth2 tokens',
  'oauth.session.end': 'ended with the session',
  'oauth.session.stay':
    'stay when the session is ended. {why, select, setting {The connection is set so.} other {The core says that the app has no OAuth2 clients.}}',
  'oauth.session.ask': 'Curfew asks when the session is ended. The core does not tell whether there are any.',
  'oauth.session.gone': 'The report of a revocation says whether they were ended.',
  'oauth.session.reading': 'reading',

  'oauth.setting': 'Tokens of OAuth2 clients',
  'oauth.setting.about':
    'An app that is an OAuth2 provider gives tokens to its clients. These tokens live on when the session is ended, unless they are ended too.',
  'oauth.setting.automatic': 'End them if the app has OAuth2 clients',
  'oauth.setting.on': 'End them with the session',
  'oauth.setting.off': 'Leave them',
} as const;
