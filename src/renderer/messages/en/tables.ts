/** Tables of rows, their menus and the search field over them. */
export const tablesMessages = {
  'tables.copy-handle': 'Copy the session handle',
  'tables.copy-line': 'Copy the line',
  'tables.copy-user-id': 'Copy the user id',
  'tables.end-session': 'End this session …',
  'tables.end-user': 'End all sessions of this user …',
  'tables.key-enter': 'Enter',
  'tables.key-space': 'Space',
  'tables.not-read': 'not read yet',
  'tables.open': 'Open',
  'tables.row-menu': 'Actions of this row',
  'tables.search.clear': 'Clear the search',
  'tables.select': 'Select',
  'tables.select-all': 'Select all {count, plural, one {# row} other {# rows}}',
  'tables.unselect': 'Unselect',
  'tables.cannot-select': '{label}: not available. {reason}',
} as const;
