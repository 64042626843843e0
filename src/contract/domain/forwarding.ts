import { z } from 'zod';
import { authorities, keyState } from './connection.ts';
import { deliveryState } from './delivery.ts';

/** How records of the audit log are sent: as messages of RFC 5424 over TLS, or as lines of JSON by HTTPS. */
export const forwardingTypes = ['syslog', 'json-lines'] as const;
type ForwardingType = (typeof forwardingTypes)[number];

export const receiverSettings = z.strictObject({
  name: z.string().trim().min(1).max(60),
  type: z.enum(forwardingTypes),
  /** `https://host[:port]/path` for lines of JSON, `host:port` for syslog. */
  address: z.string().trim().min(1).max(2_048),
  /** Trusted besides the authorities of Node and of the system. */
  authorities,
});
export type ReceiverSettings = z.infer<typeof receiverSettings>;

export const mostReceivers = 5;

export const longestAuthorisation = 4_096;

const headerText = /^[\x20-\x7e]+$/;

/** The value of the `Authorization` header. It never leaves main. */
export const authorisation = z.string().trim().min(1).max(longestAuthorisation).regex(headerText);

/** Whether a text can be sent in that header; what a paste brought along at its ends does not count. */
export function canBeAuthorisation(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length <= longestAuthorisation && headerText.test(trimmed);
}

export const forwardingReceiver = receiverSettings.extend({
  id: z.uuid(),
  authorisation: keyState,
  delivery: deliveryState,
});
export type ForwardingReceiver = z.infer<typeof forwardingReceiver>;

/** Syslog has no header: its authorisation is always null. */
export const saveReceiverRequest = z.strictObject({
  /** Absent: a new one. */
  id: z.uuid().optional(),
  settings: receiverSettings,
  /** Absent: leave it as it is; null: none is sent. */
  authorisation: authorisation.nullable().optional(),
  /** `this-run-only`: for machines without a secret store; forgotten when the console ends. */
  keepAuthorisation: z.enum(['stored', 'this-run-only']),
});
export type SaveReceiverRequest = z.infer<typeof saveReceiverRequest>;

export const testReceiverRequest = z.strictObject({
  /** Whose saved authorisation is used when none is given. */
  id: z.uuid().optional(),
  settings: receiverSettings,
  authorisation: authorisation.nullable().optional(),
});

/** Where the receiver is: of `https` a whole address, of syslog a host with its port. Null: it cannot be used. */
export function receiverPlace(type: ForwardingType, address: string): URL | null {
  const text = type === 'syslog' ? `https://${address}` : address;
  if (!/^https:\/\/[^;]+$/i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  if (type === 'json-lines') return url;
  return url.pathname === '/' && /:\d+$/.test(address) ? url : null;
}
