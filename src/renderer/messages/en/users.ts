/** Texts of the list of users, by key, as ICU messages. */
export const usersMessages = {
  'users.title': 'Users',
  'users.tenant': 'Tenant',
  'users.all-tenants': 'All tenants',
  'users.too-many-tenants': 'All tenants ({tenants, number} are too many to list together)',
  'users.one-tenant-at-a-time':
    'More than {most, number} tenants are listed one at a time. Search finds a user in all tenants.',
  'users.column.sessions': 'Sessions',
  'users.sessions-not-loaded': 'not loaded',
  'users.sessions-not-read': 'not read',
  'users.sessions-not-read-why': 'The sessions of this user could not be listed. Their number is not known.',
  'users.end-selected': 'End sessions of {count, plural, one {# user} other {# users}} …',
  'users.clear-selection': 'Clear',
  'users.list-name': '{count, plural, one {# selected user} other {# selected users}}',
  'users.nothing-ended': 'No list was made, and no session was ended.',
  'users.read-only': '{connection} is read-only here',
  'users.no-such-tenant': 'No tenant with this name',
  'users.count-in-tenant': '{count, plural, one {# user} other {# users}} in tenant {tenant}',
  'users.count-in-tenants':
    '{count, plural, one {# user} other {# users}} in {tenants, plural, one {# tenant} other {# tenants}}',
  'users.count-of-all':
    '{count, plural, one {# user} other {# users}} in tenant {tenant}, of {all, number} in {tenants, plural, one {# tenant} other {# tenants}}',
  'users.count-of-one-tenant':
    '{count, plural, one {# user} other {# users}} in tenant {tenant}, one of {tenants, plural, one {# tenant} other {# tenants}}',
  'users.none-in-tenant': 'No users in tenant {tenant}',
  'users.none-in-tenants': 'No users in {tenants, plural, one {# tenant} other {# tenants}}',
  'users.count-not-read': 'The number of users could not be read.',
  'users.try-again': 'Try again',
  'users.read-again': 'Read again',
  'users.reading': 'Reading the users',
  'users.reading-more': 'Reading more users',
  'users.not-read': 'The users could not be read.',
  'users.tenants-not-read-again': 'The tenants could not be read again. What you see was read before.',
  'users.more-not-read': 'Older users could not be read. The users that are shown were read before.',
} as const;
