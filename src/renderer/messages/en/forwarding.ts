/** What all receivers outside have: of the audit log, and of signals. */
export const receiversMessages = {
  'receivers.edit': 'Edit',
  'receivers.edit-named': 'Edit {name}',
  'receivers.retry': 'Try now',
  'receivers.retry-named': 'Try {name} now',
  'receivers.name': 'Name',
  'receivers.name.fault': 'Enter a name of 1 to 60 characters.',
  'receivers.address': 'Address',
  'receivers.authorisation': 'Authorization header',
  'receivers.authorisation.none': 'None is saved. Empty: none is sent.',
  'receivers.authorisation.stored':
    'One is stored in the secret store of this computer. Empty: it stays as it is.',
  'receivers.authorisation.this-run-only': 'One is kept until Curfew ends. Empty: it stays as it is.',
  'receivers.authorisation.unreadable': 'The stored one cannot be read. Enter it again.',
  'receivers.authorisation.example': 'Bearer …',
  'receivers.authorisation.fault': 'Copy it again: it has characters that no header can have.',
  'receivers.authorisation.keep': 'Store it in the secret store of this computer',
  'receivers.authorisation.remove': 'Remove the saved header: this receiver needs none',
  'receivers.authorities': 'Certificate authorities of this receiver',
  'receivers.authorities.about':
    'Curfew trusts the authorities of this computer. If the certificate of the receiver is signed by another authority, add that authority here.',
  'receivers.save': 'Save',
  'receivers.cancel': 'Cancel',
  'receivers.remove': 'Remove the receiver',
  'receivers.not-saved': 'Nothing was saved.',
  'receivers.not-removed': 'The receiver was not removed.',
  'receivers.state.idle': 'Everything is delivered.',
  'receivers.state.delivered': '{count, plural, =0 {None delivered} one {# delivered} other {# delivered}}',
  'receivers.state.last': 'Last delivery:',
  'receivers.state.never': 'Nothing was delivered yet.',
  'receivers.state.oldest': 'The oldest waits since:',
  'receivers.state.failing-since': 'Not delivered since:',
  'receivers.state.next': 'Next attempt:',
  'receivers.authorisation.other-address':
    'The saved header goes only to the address that it was saved for. Enter it again, or remove it.',
  'receivers.authorisation.no-store':
    'This computer has no secret store that Curfew can use. The header is forgotten when Curfew ends.',
  'receivers.authorisation.store-locked':
    'The secret store of this computer is locked. Unlock it to store the header. Until then a header is forgotten when Curfew ends.',
  'receivers.not-retried': 'Nothing was sent again.',
  'receivers.send-again': 'Send the refused ones again',
  'receivers.send-again-named': 'Send the refused ones to {name} again',
  'receivers.state.none-waits': 'Nothing waits.',
} as const;

/** Forwarding of the audit log: the receivers in the settings. */
export const forwardingMessages = {
  'forwarding.title': 'Forwarding of the audit log',
  'forwarding.about':
    'Every new record is sent to these receivers, in order and at least once. Nothing waits for a receiver: ending sessions goes on while it is away.',
  'forwarding.none': 'Forwarding is off. Records stay on this computer.',
  'forwarding.not-watched': 'The receivers cannot be read. Nothing was changed.',
  'forwarding.add': 'Add a receiver',
  'forwarding.editor.new': 'New receiver',
  'forwarding.type': 'Format',
  'forwarding.type.syslog': 'Syslog over TLS',
  'forwarding.type.json-lines': 'JSON lines over HTTPS',
  'forwarding.address.syslog': 'Host and port. The connection is encrypted (RFC 5425).',
  'forwarding.address.syslog.example': 'collector.example:6514',
  'forwarding.address.syslog.fault': 'Write it like collector.example:6514.',
  'forwarding.address.json-lines': 'Each request has one record on each line.',
  'forwarding.address.json-lines.example': 'https://collector.example/records',
  'forwarding.address.json-lines.fault':
    'Write it like https://collector.example/records, without a query, a user name or a password.',
  'forwarding.test': 'Send a test message',
  'forwarding.tested': 'The receiver took the test message.',
  'forwarding.not-tested': 'The test message was not taken.',
  'forwarding.state.waiting': '{count, plural, one {# record waits} other {# records wait}}.',
  'forwarding.state.sending': 'Sending. {count, plural, one {# record waits} other {# records wait}}.',
  'forwarding.state.retrying':
    '{count, plural, one {# record waits} other {# records wait}}. Curfew tries again by itself.',
  'forwarding.state.refused':
    '{count, plural, one {# record was refused. It is not sent again by itself.} other {# records were refused. They are not sent again by themselves.}}',
  'forwarding.state.damaged':
    '{count, plural, one {# record could not be read from the queue and was not sent: it is damaged on disk.} other {# records could not be read from the queue and were not sent: they are damaged on disk.}}',
} as const;
