/** What a plan or a run does not cover. `known` is `no` where nobody knows the number. */
export const coverageMessages = {
  'coverage.asked': 'The plan does not cover everything',
  'coverage.started': 'Not everything was covered',
  'coverage.label': 'Not covered',

  'coverage.unread-users':
    '{known, select, no {An unknown number of users} other {{count, plural, one {# user} other {# users}}}} could not be read. Sessions of {count, plural, one {this user} other {these users}} can still be active.',
  'coverage.unread-sessions':
    '{known, select, no {An unknown number of sessions} other {{count, plural, one {# session} other {# sessions}}}} of the scanned users could not be read, or {count, plural, one {its} other {their}} details name another user as the owner. {count, plural, one {It} other {They}} can still be active.',
  'coverage.undecided-sessions':
    'For {known, select, no {an unknown number of sessions} other {{count, plural, one {# session} other {# sessions}}}}, a fact that the rule needs was not recorded. {count, plural, one {It} other {They}} {time, select, asked {{count, plural, one {is} other {are}}} other {{count, plural, one {was} other {were}}}} not ended.',
  'coverage.users-not-scanned':
    '{known, select, no {An unknown number of users} other {{count, plural, one {# user} other {# users}}}} {count, plural, one {was} other {were}} not scanned, because the scan was stopped. Sessions of {count, plural, one {this user} other {these users}} can still be active.',
  'coverage.users-not-scanned-again':
    '{known, select, no {An unknown number of users} other {{count, plural, one {# user} other {# users}}}} {count, plural, one {was} other {were}} not scanned again, because the second scan was stopped. Sessions that {count, plural, one {this user} other {these users}} began since the first scan can still be active.',
  'coverage.users-not-watched':
    'The last look of the watch did not see {known, select, no {an unknown number of users} other {{count, plural, one {# user} other {# users}}}}. Sessions that {count, plural, one {this user} other {these users}} began since the look before can still be active.',
  'coverage.ambiguous-lines':
    '{known, select, no {An unknown number of lines} other {{count, plural, one {# line} other {# lines}}}} of the list {count, plural, one {matches} other {match}} several users, and none of these users was selected. No session {time, select, asked {is} other {was}} ended for {count, plural, one {this line} other {these lines}}.',
  'coverage.unknown-lines':
    '{known, select, no {An unknown number of lines} other {{count, plural, one {# line} other {# lines}}}} of the list {count, plural, one {is} other {are}} unknown to the core. No session {time, select, asked {is} other {was}} ended for {count, plural, one {this line} other {these lines}}.',
  'coverage.malformed-lines':
    '{known, select, no {An unknown number of lines} other {{count, plural, one {# line} other {# lines}}}} of the list cannot be a session or a user. No session {time, select, asked {is} other {was}} ended for {count, plural, one {this line} other {these lines}}.',
  'coverage.unread-lines':
    '{known, select, no {An unknown number of lines} other {{count, plural, one {# line} other {# lines}}}} of the list could not be looked up. No session {time, select, asked {is} other {was}} ended for {count, plural, one {this line} other {these lines}}.',
  'coverage.lines-not-looked-up':
    '{known, select, no {An unknown number of lines} other {{count, plural, one {# line} other {# lines}}}} of the list {count, plural, one {was} other {were}} not looked up, because the list was stopped. No session {time, select, asked {is} other {was}} ended for {count, plural, one {this line} other {these lines}}.',
  'coverage.scan-limit':
    'A scan cannot find sessions under ids without a user record. They {time, select, asked {are} other {were}} not ended.',
  'coverage.second-scan-limit':
    'The second scan visits each user once. Sessions that a user {time, select, asked {begins} other {began}} after this visit, and users who {time, select, asked {sign} other {signed}} up during the second scan, {time, select, asked {are} other {were}} not found. These sessions can still be active.',

  'coverage.short.unread-users':
    '{known, select, no {an unknown number of users not read} other {{count, plural, one {# user not read} other {# users not read}}}}',
  'coverage.short.unread-sessions':
    '{known, select, no {an unknown number of sessions not read} other {{count, plural, one {# session not read} other {# sessions not read}}}}',
  'coverage.short.undecided-sessions':
    '{known, select, no {an unknown number of undecided sessions} other {{count, plural, one {# undecided session} other {# undecided sessions}}}}',
  'coverage.short.users-not-scanned':
    '{known, select, no {an unknown number of users not scanned} other {{count, plural, one {# user not scanned} other {# users not scanned}}}}',
  'coverage.short.users-not-scanned-again':
    '{known, select, no {an unknown number of users not scanned again} other {{count, plural, one {# user not scanned again} other {# users not scanned again}}}}',
  'coverage.short.users-not-watched':
    '{known, select, no {an unknown number of users not seen by the watch} other {{count, plural, one {# user not seen by the watch} other {# users not seen by the watch}}}}',
  'coverage.short.ambiguous-lines':
    '{known, select, no {an unknown number of ambiguous lines} other {{count, plural, one {# ambiguous line} other {# ambiguous lines}}}}',
  'coverage.short.unknown-lines':
    '{known, select, no {an unknown number of unknown lines} other {{count, plural, one {# unknown line} other {# unknown lines}}}}',
  'coverage.short.malformed-lines':
    '{known, select, no {an unknown number of malformed lines} other {{count, plural, one {# malformed line} other {# malformed lines}}}}',
  'coverage.short.unread-lines':
    '{known, select, no {an unknown number of lines not read} other {{count, plural, one {# line not read} other {# lines not read}}}}',
  'coverage.short.lines-not-looked-up':
    '{known, select, no {an unknown number of lines not looked up} other {{count, plural, one {# line not looked up} other {# lines not looked up}}}}',

  'coverage.row.damaged': 'The row on disk is damaged',
  'coverage.row.ambiguous': '{count, plural, one {# user matches} other {# users match}}, none was selected',
  'coverage.row.unknown': 'Unknown: no session and no user has this value',
  'coverage.row.malformed': 'Malformed: {why}',
  'coverage.row.unread-line': 'Could not be looked up: {error}',
  'coverage.row.not-looked-up': 'Not looked up: the list was stopped',
  'coverage.row.unread-user': 'The user could not be read',
  'coverage.row.unread-session':
    'The session could not be read, or its details name another user as its owner',
  'coverage.row.undecided': 'Undecided: {why}',
  'coverage.all-of-user': 'all sessions of the user',
  'coverage.column.why': 'Why',
  'coverage.column.line': 'Line',
  'coverage.column.text': 'Text',
  'coverage.column.user': 'User',
  'coverage.column.session': 'Session',

  'coverage.rows': 'What was not covered',
  'coverage.rows-switch': 'Not covered: {count, number}',
  'coverage.rows-switch-unknown': 'Not covered',
  'coverage.export': 'Export what was not covered',
  'coverage.rows-reading': 'Reading what was not covered',
  'coverage.rows-error': 'The list of what was not covered could not be read. The numbers above are correct.',
  'coverage.rows-none': 'The list of what was not covered is empty',
  'coverage.users-not-listed': 'Users that were not scanned are not listed.',
  'coverage.unwatched-not-listed': 'Users that the watch did not see are not listed.',
  'coverage.lines-not-listed': 'Lines that were not read from the list are not listed.',
  'coverage.try-again': 'Try these again',
  'coverage.not-tried-again': 'Not tried again: {gaps}',
  'coverage.lines-not-stored': 'lines that were not read from the list',
  'coverage.try-again-failed': 'Nothing was looked up. No session was ended.',
} as const;

/** Until when access tokens of ended sessions may still be accepted. */
export const exposureMessages = {
  'exposure.sign-in': 'The user must sign in again on every device.',
  'exposure.sign-in-tenant': 'The user must sign in again on every device in tenant {tenant}.',
  'exposure.sign-in-sessions':
    '{count, plural, one {The user must sign in again on this device.} other {{users, select, one {The user} other {The users}} must sign in again on these devices.}}',
  'exposure.asked':
    'Services that do not check the database may accept access tokens until <b>{time} ({left})</b>. Browsers keep their cookies until then.',
  'exposure.until': 'Access tokens may be accepted until {time}',
  'exposure.until-of-ended': 'Access tokens of the ended sessions may be accepted until {time}',
  'exposure.left': '{left} left',
  'exposure.services':
    'Services that check only the signature may accept them. Browsers keep their cookies until then.',
  'exposure.expired':
    'Access tokens of the ended sessions have expired since {time}. The lifetime of access tokens that is set for {connection} is {lifetime}.',
  'exposure.expired-removed':
    'Access tokens of the ended sessions have expired since {time}. The lifetime of access tokens that was set for the connection of this revocation is {lifetime}.',
  'exposure.still-open': 'Sessions that are not known to be ended can get new access tokens.',
  'exposure.under-a-minute': 'less than a minute',
} as const;
