import type { ReceiverSettings } from '../../../contract/domain/forwarding.ts';
import type { MessageKey } from '../../messages/catalogue.ts';

/** Names of the formats in which records are forwarded. */
export const typeNames = {
  syslog: 'forwarding.type.syslog',
  'json-lines': 'forwarding.type.json-lines',
} as const satisfies Readonly<Record<ReceiverSettings['type'], MessageKey>>;
