/** Until when access tokens of ended sessions may still be accepted. */
export const exposureMessages = {
  'exposure.sign-in': 'The user must sign in again on every device.',
  'exposure.sign-in-tenant': 'The user must sign in again on every device in tenant {tenant}.',
  'exposure.sign-in-sessions':
    '{count, plural, one {The user must sign in again on this device.} other {The users must sign in again on these devices.}}',
  'exposure.asked':
    'Services that do not check the database may accept access tokens until <b>{time} ({left})</b>. Browsers keep their cookies until then.',
  'exposure.until': 'Access tokens may be accepted until {time}',
  'exposure.until-of-ended': 'Access tokens of the ended sessions may be accepted until {time}',
  'exposure.left': '{left} left',
  'exposure.services':
    'Services that check only the signature may accept them. Browsers keep their cookies until then.',
  'exposure.expired':
    'Access tokens of the ended sessions have expired since {time}. The lifetime of access tokens that is set for {connection} is {lifetime}.',
  'exposure.still-open': 'Sessions that are unknown or still active can get new access tokens.',
  'exposure.under-a-minute': 'less than a minute',
} as const;
