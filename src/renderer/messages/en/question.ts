/** The dialog that asks before sessions are ended, and the fields in it. */
export const questionMessages = {
  'question.title': 'End {count, plural, one {# session} other {# sessions}} of {user}?',
  'question.title-listing': 'End sessions of {user}?',
  'question.title-none': 'No session of {user} to end',
  'question.title-running': 'Ending sessions of {user}',
  'question.title-ended': 'Sessions of {user}',
  'question.act': 'End {count, plural, one {# session} other {# sessions}}',
  'question.cancel': 'Cancel',
  'question.close': 'Close',
  'question.reading': 'Reading the sessions',
  'question.nothing-ended': 'No session was ended.',
  'question.no-further-ended': 'No further session was ended.',
  'question.read-only': '{connection} is read-only',

  'question.reason': 'Reason',
  'question.reason-help': 'The report shows the reason.',
  'question.reason-example': 'stolen laptop, INC-2214',
  'question.ticket': 'Ticket',
  'question.type-number': 'Type {count, number} to confirm',
  'question.missing.reason': 'Enter a reason first.',
  'question.missing.ticket': 'Enter a ticket first.',
  'question.missing.ticket-form': 'This ticket does not have the form that the settings require.',
  'question.missing.number': 'Type {count, number} first.',

  'question.options': 'Options: {options}',
  'question.options-help':
    'After each pass, the sessions are listed again. Sessions that are still active and new sessions of these users go into the next pass. When sessions of a user keep appearing, the last step ends all sessions of the user by user id.',
  'question.passes': 'Passes',
  'question.passes-help': '1 to 10',
  'question.watch': 'Watch afterwards',
  'question.watch-help': 'Minutes. 0: no watch',
  'question.watch-then': 'New sessions during the watch',
  'question.watch-then.report': 'Report',
  'question.watch-then.end': 'End',

  'question.session-gone': 'The core does not list this session. It is probably already gone.',
  'question.duplicate-lines':
    '{count, plural, one {# line of the list repeats another line.} other {# lines of the list repeat other lines.}} Each session is counted once.',
  'question.duplicate-handles':
    '{count, plural, one {# handle repeats another handle.} other {# handles repeat other handles.}} Each session is counted once.',
  'question.second-scan':
    'After the run, all users are scanned once more. Sessions that began since the first scan are ended too. You can stop this second scan.',
  'question.second-scan-cost':
    '{users, plural, one {# user} other {# users}}, {calls, plural, one {# call} other {# calls}}, {duration}, after the sessions are ended',

  'question.none.draft': 'The plan has no session. No session was ended.',
  'question.none.excluded':
    '{count, plural, one {You excluded the only session.} other {You excluded all # sessions.}} No session was ended.',
  'question.none.user': 'The core lists no session under any id of this user. No session was ended.',
  'question.none.sessions': 'No session was selected. No session was ended.',
} as const;
