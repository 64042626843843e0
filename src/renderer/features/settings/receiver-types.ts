/** Names of the formats in which records are forwarded. */
export const typeNames = {
  syslog: 'forwarding.type.syslog',
  'json-lines': 'forwarding.type.json-lines',
} as const;
