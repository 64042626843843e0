/** Texts of the screen for a new list, by key, as ICU messages. */
export const listMessages = {
  'list.title': 'New revocation from a list',
  'list.paste.label': 'List',
  'list.paste.description': 'Paste the list here, one entry per line.',
  'list.file.choose': 'Choose a file',
  'list.file.hint': 'or drop a file here: text, CSV or JSON lines, up to {size}.',
  'list.file.chosen': '{name} is chosen',
  'list.file.label': '{name} ({size})',
  'list.pasted': '{lines, plural, one {# line pasted ({size})} other {# lines pasted ({size})}}',
  'list.size.bytes': '{bytes, plural, one {# byte} other {# bytes}}',
  'list.remove': 'Remove',
  'list.empty': '{name} is empty.',
  'list.too-large':
    'This list has {size}. One list can have at most {most}. Split the list into several files.',
  'list.sample-failed': 'The beginning of the list could not be read. No session was ended.',
  'list.start-failed': 'No line was looked up, and no session was ended.',
  'list.look-up': 'Look up the list',

  'list.format.title': 'Format',
  'list.format.text': 'Text lines',
  'list.format.csv': 'CSV',
  'list.format.json-lines': 'JSON lines',
  'list.guess.text': 'Recognised as text with one entry per line, encoded in {encoding}.',
  'list.guess.csv': 'Recognised as CSV, encoded in {encoding}.',
  'list.guess.json-lines': 'Recognised as JSON lines, encoded in {encoding}.',
  'list.delimiter.label': 'Separator between the columns',
  'list.delimiter.comma': 'Comma',
  'list.delimiter.semicolon': 'Semicolon',
  'list.delimiter.tab': 'Tab',
  'list.delimiter.vertical-bar': 'Vertical bar',
  'list.format.header': 'The first line has the names of the columns',
  'list.format.path': 'Key of the value to look up',
  'list.format.path-description':
    'Use dots for nested objects: user.email. Leave the key empty if each line is a text.',
  'list.format.column': 'Column to look up',
  'list.format.keys': 'Keys at the beginning of the list',
  'list.format.no-examples': 'no values at the beginning of the list',

  'list.cost.title': 'Cost of the look-up',
  'list.cost.lines': '{lines, plural, one {# line.} other {# lines.}}',
  'list.cost.about-lines': '{lines, plural, one {About # line.} other {About # lines.}}',
  'list.cost.none': 'No line can be looked up.',
  'list.cost.calls':
    '{calls, plural, one {The look-up takes about # call to the core.} other {The look-up takes about # calls to the core.}}',
  'list.cost.calls-range': 'The look-up takes {least, number} to {most, number} calls to the core.',
  'list.cost.duration': 'This takes about {duration}.',
  'list.cost.duration-range': 'This takes about {least} to {most}.',
  'list.cost.sessions': 'Each session of a user takes one more call.',
  'list.cost.tenants':
    'E-mail addresses, phone numbers and third-party accounts are looked up in each of {tenants, number} tenants.',

  'list.help.title': 'What a line can be',
  'list.help.handle': 'A session handle selects this session.',
  'list.help.user-id': 'A user id, internal or external, selects all sessions of this user.',
  'list.help.email': 'An e-mail address selects all sessions of the user with this address.',
  'list.help.phone':
    'A phone number with + and country code selects all sessions of the user with this number.',
  'list.help.third-party':
    'A third-party account, written as provider and id, selects all sessions of the user with this account.',
  'list.help.access-token': 'An access token selects the session that it belongs to.',
  'list.help.mixed':
    'A list can mix all kinds of lines. Access tokens are verified on this computer and never stored. A list can have up to {mostLines, number} lines.',
  'list.help.ambiguous':
    'A line that fits several users is ambiguous. It selects no session until you choose users. A number without + is looked up as it is written.',
  'list.help.nothing-ended': 'No session is ended before you confirm.',
} as const;
