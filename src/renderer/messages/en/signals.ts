/** Signals: the receivers of a connection, and the events about ended sessions that they get. */
export const signalsMessages = {
  'signals.title': 'Signals',
  'signals.about':
    'Curfew sends each of these receivers a signed event for every session that ended (CAEP session-revoked). Services behind a receiver can refuse access tokens before they expire. Ending sessions never waits for a receiver.',
  'signals.none':
    'No signal receiver. Services that check only the signature may accept access tokens of ended sessions until they expire.',
  'signals.reading': 'Reading the signal receivers',
  'signals.not-watched': 'The signal receivers cannot be read. Nothing was changed.',
  'signals.add': 'Add a signal receiver',
  'signals.new': 'New signal receiver',
  'signals.no-store':
    'Events are signed with a key in the secret store of this computer. It has none that Curfew can use, so no event is sent.',
  'signals.store-locked':
    'Events are signed with a key in the secret store of this computer. It is locked: events wait until it is unlocked.',

  'signals.protects': 'protects all services',
  'signals.verification.none': 'No verification event is known. Send one to see whether the receiver works.',
  'signals.verification.waiting': 'The verification event waits.',
  'signals.verification.delivered': 'Verification event taken:',
  'signals.verification.refused': 'The verification event was refused.',
  'signals.verification.damaged': 'The verification event was not sent.',
  'signals.verify': 'Send a verification event',
  'signals.verify-named': 'Send a verification event to {name}',
  'signals.not-verified': 'No verification event was sent.',
  'signals.keys': 'Export the public keys (JWKS)',
  'signals.keys.about':
    'Receivers check the signature of events with the public keys. Give the file to every receiver.',
  'signals.keys.saved': 'Saved the public keys to {path}. Give the file to every receiver.',
  'signals.keys.cancel': 'Cancel',
  'signals.keys.cancelled': 'The file was not written.',
  'signals.keys.failed': 'No keys were saved.',

  'signals.address.about': 'Each request brings one event (RFC 8935).',
  'signals.address.example': 'https://gateway.example/events',
  'signals.address.fault':
    'Write it like https://gateway.example/events, without a query, a user name or a password.',
  'signals.audience': 'Audience',
  'signals.audience.about': 'What the receiver expects in “aud”. It is often the address of the receiver.',
  'signals.audience.fault': 'Enter what the receiver expects in “aud”.',
  'signals.issuer': 'Issuer',
  'signals.issuer.about': 'Names Curfew in “iss”. A receiver accepts events of the issuer that it knows.',
  'signals.issuer.example': 'https://curfew.example',
  'signals.issuer.fault':
    'Write it like https://curfew.example, without a query, a user name, a password or #.',
  'signals.subject': 'What events name',
  'signals.subject.session': 'Session',
  'signals.subject.user-id': 'Session and user id',
  'signals.subject.email': 'Session and e-mail address',
  'signals.subject.session.about': 'Events name the handle of the session.',
  'signals.subject.user-id.about':
    'Events name the handle of the session and the id of its user. If the user is not known, they name the session alone.',
  'signals.subject.email.about':
    'Events name the handle of the session and the e-mail address of its user. If the address is not known, they name the session alone.',
  'signals.subject.issuer': 'Issuer of the user ids',
  'signals.subject.issuer.about':
    'Events have it beside the user id, so that the receiver knows whose ids they are.',
  'signals.protects.choice': 'Protects all services',
  'signals.protects.about':
    'Once this receiver took an event, no service accepts the access tokens of the session. Curfew says that the exposure is closed when all receivers with this mark took the events.',

  'signals.state.waiting': '{count, plural, one {# event waits} other {# events wait}}.',
  'signals.state.sending': 'Sending. {count, plural, one {# event waits} other {# events wait}}.',
  'signals.state.retrying':
    '{count, plural, one {# event waits} other {# events wait}}. Curfew tries again by itself.',
  'signals.state.refused':
    '{count, plural, one {# event was refused. It is not sent again by itself.} other {# events were refused. They are not sent again by themselves.}}',
  'signals.state.damaged':
    '{count, plural, one {# event could not be read from the queue and was not sent: it is damaged on disk.} other {# events could not be read from the queue and were not sent: they are damaged on disk.}}',

  'signals.result.exposure-waiting':
    '{place, select, label {open} other {Exposure open}} until {time}, {confirmed, number} of {of, number} {of, plural, one {service} other {services}} confirmed',
  'signals.result.exposure-waiting-note':
    'Services that did not confirm may accept access tokens of the ended sessions until then.',
  'signals.result.exposure-closed':
    '{place, select, label {closed} other {Exposure closed}} {time}, {of, number} of {of, number} {of, plural, one {service} other {services}} confirmed',
  'signals.result.not-updated': 'What receivers took is shown as it was at the last reading.',
  'signals.result.delivered':
    '{count, plural, =0 {No event delivered} one {# event delivered} other {# events delivered}}',
  'signals.result.all-delivered':
    '{count, plural, one {The event was delivered} other {All # events were delivered}} {time}',
  'signals.result.waiting': '{count, plural, one {# waits} other {# wait}}',
  'signals.result.refused': '{count, plural, one {# was refused} other {# were refused}}',
  'signals.result.damaged': '{count, plural, one {# could not be read} other {# could not be read}}',
  'signals.result.not-queued': '{count, plural, one {# was not queued} other {# were not queued}}',
  'signals.result.removed':
    'The receiver was removed {time}. It had taken {taken, number} of {of, number} {of, plural, one {event} other {events}}',
  'signals.result.removed-unknown': 'The receiver was removed. What it took is not known any more',
  'signals.result.moved':
    'The receiver got another address {time}. The earlier address had taken {taken, number} of {of, number} {of, plural, one {event} other {events}}. They do not count for the new address',
  'signals.result.none': 'No event, because no session is known to be gone',
  'signals.result.retry': 'Try now',
  'signals.result.retry-named': 'Try {name} now',
  'signals.result.send-again': 'Send again',
  'signals.result.send-again-named': 'Send the refused events to {name} again',
  'signals.result.not-sent-again': 'Nothing was sent again.',
  'signals.result.queue':
    'Send {count, plural, one {# event} other {# events}} that {count, plural, one {was} other {were}} not queued',
  'signals.result.not-queued-now': 'No event was queued.',

  'signals.ticket.exposure': 'Exposure',
  'signals.ticket.as-of': '{exposure} (as of {time})',
  'signals.ticket.over': 'Access tokens of ended sessions have expired since',
  'signals.ticket.receiver': '{name}{protects, select, all { (protects all services)} other {}}: {received}',

  'signals.asked.receivers':
    '{count, plural, one {# signal receiver gets} other {# signal receivers get}} an event for each ended session.',
  'signals.asked.closes':
    'The exposure closes earlier when {count, plural, one {the one that protects} other {the # that protect}} all services took the events.',
  'signals.asked.none-protects':
    '{count, plural, one {It does not protect} other {None of them protects}} all services, so the exposure stays open until then.',
  'signals.asked.not-known': 'The signal receivers could not be read.',
  'signals.asked.trouble':
    '<names></names> {count, plural, one {does} other {do}} not take events at present.',
} as const;
