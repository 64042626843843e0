/** A revocation that has not ended: its state, its progress, and what can be done with it. */
export const runMessages = {
  'run.phase.keeping-sessions': 'Reading the sessions as they are, for evidence',
  'run.phase.ending': 'Ending sessions',
  'run.phase.verifying-sessions': 'Reading each session again',
  'run.phase.verifying-users': 'Listing the sessions again',
  'run.phase.closing': 'Sessions keep appearing. Ending all sessions by user id',
  'run.phase.second-scan': 'Second scan: looking for sessions that began since the first scan',
  'run.phase.oauth-tokens': 'Ending the tokens of OAuth2 clients',
  'run.phase.signals': 'Queueing events for signal receivers',
  'run.phase.first-lists': 'Listing the present sessions of each user',
  'run.phase.watching': 'Watching for new sessions',
  'run.phase-in-pass': '{phase}, pass {pass, number}',
  'run.watching-until': 'Watching for new sessions until {time}',
  'run.pausing': 'Pausing after the current calls',
  'run.paused-by.operator': 'Paused by you',
  'run.paused-by.core': 'Paused because of the core',
  'run.paused-by.store': 'Paused because of the disk',
  'run.paused-by.log': 'Paused because of the audit log',
  'run.stopping': 'Stopping after the current calls',
  'run.interrupted': 'Interrupted: Curfew was closed during the run',
  'run.ended': 'Ended',

  'run.state.running': 'running',
  'run.state.waiting': 'waiting',
  'run.state.paused': 'paused',
  'run.state.interrupted': 'interrupted',
  'run.state.watching': 'watching',
  'run.state.ended': 'ended',

  'run.ended-so-far': '{ended, number} of {total, number} ended so far',
  'run.step.sessions': '{done, number} of {of, plural, one {# session} other {# sessions}}',
  'run.step.sessions-read': '{done, number} of {of, plural, one {# session} other {# sessions}} read',
  'run.step.users-listed': '{done, number} of {of, plural, one {# user} other {# users}} listed',
  'run.step.users-scanned': '{done, number} of {of, plural, one {# user} other {# users}} scanned',
  'run.step.users-ended': '{done, number} of {of, plural, one {# user} other {# users}} ended by id',

  'run.waiting-meaning':
    'This was the result of the last attempt. {progress}. No further session is ended until the core answers.',
  'run.paused-meaning': 'No session is ended until you resume.',
  'run.paused-meaning-error':
    'This was the reason for the pause. {progress}. No further session is ended until you resume.',
  'run.interrupted-meaning':
    '{open, number} of {total, plural, one {# session} other {# sessions}} {open, plural, one {is} other {are}} not known to be ended. “Resume” reads the sent sessions again and continues. “Do not send more” reads them again too, and ends the revocation with a report.',
  'run.interrupted-notice':
    'A revocation of {total, plural, one {# session} other {# sessions}} on {connection} was interrupted. {ended, plural, one {# session is} other {# sessions are}} known to be ended.',

  'run.pause': 'Pause',
  'run.resume': 'Resume',
  'run.stop': 'Stop',
  'run.abandon': 'Do not send more',
  'run.stop-watching': 'Stop watching',
  'run.stop-second-scan': 'Stop the second scan',
  'run.command-failed': 'The state of the revocation did not change.',
  'run.progress': 'Progress',
  'run.progress-lost': 'The progress cannot be shown. The revocation continues. “Revocations” lists it.',
  'run.continue-in-background': 'Continue in the background',
  'run.leave-it': 'Leave it as it is',

  'run.announce.continued':
    'Continuing with {count, plural, one {# session} other {# sessions}} on {connection}',
  'run.announce.state': '{state}. {progress} on {connection}',
  'run.announce.started': 'Ending {count, plural, one {# session} other {# sessions}}',
  'run.announce.ended': '{result} on {connection}',

  'run.open': 'Not finished',
  'run.open-error': 'The revocations that are not finished cannot be shown. Those that run continue.',
  'run.open-label': 'Revocation: {source}',
  'run.open-facts': '{count, plural, one {# session} other {# sessions}} · started {time} · {reason}',
  'run.open-link': 'Open',
  'run.open-link-label': 'Open: {source}',
  'run.open-elsewhere': '{progress} · {source}',
  'run.connection-removed': 'A connection that was removed',
  'run.switch-connection': 'Switch to {connection}',
} as const;

/** New sessions, sessions of linked accounts, and the watch for them. */
export const watchMessages = {
  'watch.none': 'No new session began while this ran.',
  'watch.none-of-users': 'No new session was found for {count, plural, one {# user} other {# users}}.',
  'watch.new-ended':
    '{count, plural, one {# new session} other {# new sessions}} {how, select, found {{count, plural, one {was} other {were}} found} other {began}} while this ran and {count, plural, one {was} other {were}} ended too.',
  'watch.new-left':
    '{count, plural, one {# new session} other {# new sessions}} {how, select, found {{count, plural, one {was} other {were}} found} other {began}} while this ran and {count, plural, one {is} other {are}} still active.',
  'watch.new-unknown':
    '{count, plural, one {# new session} other {# new sessions}} {how, select, found {{count, plural, one {was} other {were}} found} other {began}} while this ran. It is unknown whether {count, plural, one {it} other {they}} ended.',
  'watch.new-mixed':
    '{count, plural, one {# new session} other {# new sessions}} {how, select, found {{count, plural, one {was} other {were}} found} other {began}} while this ran: {parts}.',
  'watch.part-ended-too': '{count, number} ended too',
  'watch.part-ended-afterwards': '{count, number} ended afterwards',
  'watch.part-active': '{count, number} still active',
  'watch.part-unknown': '{count, number} unknown',
  'watch.linked-ended':
    '{count, plural, one {# session} other {# sessions}} of accounts that were linked during the run {count, plural, one {was} other {were}} ended afterwards.',
  'watch.linked-left':
    '{count, plural, one {# session} other {# sessions}} of accounts that were linked during the run {count, plural, one {is} other {are}} still active. This order did not include {count, plural, one {it} other {them}}.',
  'watch.linked-unknown':
    'It is unknown whether {count, plural, one {# session} other {# sessions}} of accounts that were linked during the run ended. This order did not include {count, plural, one {it} other {them}}.',
  'watch.linked-mixed':
    '{count, plural, one {# session} other {# sessions}} of accounts that were linked during the run: {parts}. This order did not include {left, plural, one {it} other {them}}.',

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

  'watch.waiting-meaning': 'New sessions are not seen until the core answers.',
  'watch.paused-meaning': 'New sessions are not seen until you resume.',
  'watch.until': 'Watching for new sessions until {time}.',
  'watch.none-so-far': 'No new session so far.',
  'watch.looking': 'Now: {step}.',
  'watch.looking-at-everyone': 'Now, all other users: {step}.',
  'watch.first-lists': 'First, the present sessions of each user are listed: {step}.',
  'watch.watched-since':
    '{users, plural, one {# user} other {# users}} {over, select, yes {{users, plural, one {was} other {were}}} other {{users, plural, one {is} other {are}}}} watched since {time}.',
  'watch.watched-from-to':
    '{users, plural, one {# user} other {# users}} {over, select, yes {{users, plural, one {was} other {were}}} other {{users, plural, one {is} other {are}}}} watched: the first since {first}, the last since {last}.',
  'watch.last-look': 'The last look ended at {time} and took {duration}.',
  'watch.long-look':
    'That is longer than the pause of {pause} between two looks. It can take {latest} until a new session is found.',
  'watch.everyone':
    'All users {over, select, yes {were} other {are}} watched too, and users who sign up: what began after the second scan visited a user ({times}) is new. A session that begins and ends between two looks is not seen.',
  'watch.times': '{first} to {last}',
  'watch.cut-off':
    'The watch was cut off, because the console was ended. Nobody looked for new sessions afterwards.',
  'watch.everyone-complete': 'The last look that saw all users began at {time}.',
  'watch.everyone-none':
    '{over, select, yes {No look saw all users.} other {No look has seen all users yet.}}',
  'watch.not-seen':
    'The last look did not see {known, select, no {an unknown number of users} other {{count, plural, one {# user} other {# users}}}}. New sessions of {count, plural, one {this user} other {these users}} can be missing.',
  'watch.not-seen-why': 'The reason: {error}',
  'watch.plan-only':
    'Only users with sessions in the plan {over, select, yes {were} other {are}} watched. New sessions of other users, and of users who sign up, {over, select, yes {were} other {are}} not seen.',
  'watch.plan-only-scan':
    'Only users with sessions in the plan {over, select, yes {were} other {are}} watched, because the second scan did not visit all users. New sessions of other users, and of users who sign up, {over, select, yes {were} other {are}} not seen.',
  'watch.not-known-to-be-new':
    '{count, plural, one {# other session was active when its user was first listed. Nobody knows whether it is new. It is not counted as new.} other {# other sessions were active when their users were first listed. Nobody knows whether they are new. They are not counted as new.}}',
} as const;

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
  'question.hidden-characters':
    'This name contains characters that do not show. They are written as escapes.',
  'question.mixed-scripts': 'This name contains letters of two alphabets that look alike.',
  'question.compare-user-id': 'Compare the user id.',
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
  'question.watch-everyone':
    'The watch looks at all users again and again, and at users who sign up. It begins after a complete second scan. One look: {users, plural, one {# user} other {# users}}, {calls, plural, one {# call} other {# calls}}, {duration}. A session that begins and ends between two looks is not seen.',
  'question.watch-plan-only':
    'The watch looks at users with sessions in the plan. New sessions of other users, and of users who sign up, are not seen.',
  'question.watch-then': 'New sessions during the watch',
  'question.watch-then.report': 'Report',
  'question.watch-then.end': 'End',

  'question.fact-reading': 'reading …',
  'question.fact-unread': 'not read',
  'question.owner-not-read': 'The name and the login methods of the user are not known.',
  'question.session-not-read': 'The user, the device, the network and the age of this session are not known.',
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
