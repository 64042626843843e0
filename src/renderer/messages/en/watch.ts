/** New sessions, sessions of linked accounts, and the watch for them. */
export const watchMessages = {
  'watch.none': 'No new session began while this ran.',
  'watch.none-of-users': 'No new session was found for {count, plural, one {# user} other {# users}}.',
  'watch.new-ended':
    '{count, plural, one {# new session} other {# new sessions}} {how, select, found {{count, plural, one {was} other {were}} found} other {began}} while this ran and {count, plural, one {was} other {were}} ended too.',
  'watch.new-left':
    '{count, plural, one {# new session} other {# new sessions}} {how, select, found {{count, plural, one {was} other {were}} found} other {began}} while this ran and {count, plural, one {is} other {are}} still active.',
  'watch.new-both':
    '{count, plural, one {# new session} other {# new sessions}} {how, select, found {{count, plural, one {was} other {were}} found} other {began}} while this ran: {ended, number} ended too, {left, number} still active.',
  'watch.linked-ended':
    '{count, plural, one {# session} other {# sessions}} of accounts that were linked during the run {count, plural, one {was} other {were}} ended afterwards.',
  'watch.linked-left':
    '{count, plural, one {# session} other {# sessions}} of accounts that were linked during the run {count, plural, one {is} other {are}} still active. This order did not include {count, plural, one {it} other {them}}.',
  'watch.linked-both':
    '{count, plural, one {# session} other {# sessions}} of accounts that were linked during the run: {ended, number} ended afterwards, {left, number} still active. This order did not include {left, plural, one {it} other {them}}.',

  'watch.end-new': 'End {count, plural, one {the new session} other {the # new sessions}} …',
  'watch.end-linked':
    'End {count, plural, one {the session of a linked account} other {the # sessions of linked accounts}} …',
  'watch.question-new': 'End {count, plural, one {the new session} other {the # new sessions}}?',
  'watch.question-linked':
    'End {count, plural, one {the session of a linked account} other {the # sessions of linked accounts}}?',
  'watch.question-meaning':
    'This revocation ends {count, plural, one {the session} other {the sessions}}. The reason stays the same: {reason}. The report then counts {count, plural, one {this session} other {these sessions}} too.',
  'watch.start': 'Watch for {minutes, number} min',
  'watch.start-failed': 'Curfew does not look for new sessions.',

  'watch.until': 'Watching for new sessions until {time}.',
  'watch.none-so-far': 'No new session so far.',
  'watch.looking': 'Now: {step}.',
  'watch.watched-since':
    '{users, plural, one {# user} other {# users}} {over, select, yes {{users, plural, one {was} other {were}}} other {{users, plural, one {is} other {are}}}} watched since {time}.',
  'watch.watched-from-to':
    '{users, plural, one {# user} other {# users}} {over, select, yes {{users, plural, one {was} other {were}}} other {{users, plural, one {is} other {are}}}} watched: the first since {first}, the last since {last}.',
  'watch.last-look': 'The last look ended at {time} and took {duration}.',
  'watch.long-look':
    'That is longer than the pause of {pause} between two looks. It can take {latest} until a new session is found.',
  'watch.not-known-to-be-new':
    '{count, plural, one {# other session was active when its user was first listed. Nobody knows whether it is new. It is not counted as new.} other {# other sessions were active when their users were first listed. Nobody knows whether they are new. They are not counted as new.}}',
} as const;
