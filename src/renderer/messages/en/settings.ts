/** The settings page. */
export const settingsMessages = {
  'settings.colours': 'Colours',
  'settings.colours.about': 'Light, dark, or as in the operating system.',
  'settings.colours.dark': 'Dark',
  'settings.colours.light': 'Light',
  'settings.colours.system': 'System',
  'settings.ip': 'Names of the IP address',
  'settings.ip.about':
    'The names under which your application writes the IP address into the data of a session, the preferred name first. A dot leads into an object: device.ip',
  'settings.not-read': 'The settings could not be read.',
  'settings.not-saved': 'The last change was not saved.',
  'settings.operator': 'Operator',
  'settings.operator.about':
    'The name in the reports of revocations that are started here. Empty: the account of the operating system.',
  'settings.own-users': 'Your own users',
  'settings.own-users.about':
    'The user ids with which you sign in yourself. Before sessions are ended, Curfew says how many of them are yours.',
  'settings.rows': 'Rows',
  'settings.rows.about': 'The height of table rows.',
  'settings.rows.comfortable': 'Comfortable',
  'settings.rows.dense': 'Dense',
  'settings.ticket': 'Ticket',
  'settings.ticket.about': 'Curfew asks for a ticket with each revocation. The ticket is in the report.',
  'settings.ticket.format': 'Format',
  'settings.ticket.format.about': 'A regular expression for the whole ticket. Empty: any text is accepted.',
  'settings.ticket.format.example': 'INC-\\d+',
  'settings.ticket.format.fault': 'This is not a regular expression. It is not saved.',
  'settings.ticket.required': 'Required',
  'settings.times': 'Times',
  'settings.times.about': 'The time zone of exact times. The zone is always shown with them.',
  'settings.times.local': 'Local',
  'settings.times.utc': 'UTC',
  'settings.title': 'Settings',
  'settings.user-agent': 'Names of the user agent',
  'settings.user-agent.about':
    'The names under which your application writes the browser or app that signed in. Where no name matches, tables show “not recorded”.',
} as const;
