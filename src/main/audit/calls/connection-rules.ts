import { splitAddress } from '../../../contract/domain/addresses.ts';
import type { AuditDetails } from '../../../contract/domain/audit/record.ts';
import type { ConnectionSettings } from '../../../contract/domain/connection.ts';
import type { CallRules } from './call-rule.ts';

export const connectionRules: CallRules<'connections'> = {
  'connections.watch': 'own-state',
  'connections.open': ({ id }, core) => [
    { action: 'connection.opened', connectionId: id, details: { cdi: core?.cdi ?? null } },
  ],
  'connections.close': ({ id }) => [{ action: 'connection.closed', connectionId: id, details: {} }],
  'connections.try': ({ id, key, settings }, core) => [
    {
      action: 'connection.tried',
      ...(id === undefined ? {} : { connectionId: id }),
      details: {
        name: settings.name,
        origins: originsIn(settings.address),
        withNewKey: typeof key === 'string',
        cdi: core?.cdi ?? null,
      },
    },
  ],
  'connections.readAuthorities': 'own-state',
  'connections.save': ({ key, keepKey, settings }, saved, { before }) => {
    if (saved === undefined) return [];
    const of = { connectionId: saved.id };
    const fields = changedFields(before, settings).join(' ');
    const changed = {
      action: 'connection.changed',
      ...of,
      details: { isNew: before === null, fields, ...tokenLifetimes(before, settings) },
    } as const;
    const keySet = {
      action: 'key.set',
      ...of,
      details: { key: key === null ? 'removed' : 'set', storedIn: key === null ? null : keepKey },
    } as const;
    return [...(before !== null && fields === '' ? [] : [changed]), ...(key === undefined ? [] : [keySet])];
  },
  'connections.oauthPolicy': 'no-user',
  'connections.remove': ({ id }, done) =>
    done === undefined ? [] : [{ action: 'connection.removed', connectionId: id, details: {} }],
};

function changedFields(before: ConnectionSettings | null, after: ConnectionSettings): string[] {
  return Object.entries(after)
    .filter(
      ([name, value]) => JSON.stringify(before?.[name as keyof ConnectionSettings]) !== JSON.stringify(value),
    )
    .map(([name]) => name);
}

/** Reports rely on it: a shorter one makes them say earlier that tokens are not accepted any more. */
function tokenLifetimes(before: ConnectionSettings | null, after: ConnectionSettings): AuditDetails {
  const { accessTokenLifetimeS } = after;
  if (before === null) return { accessTokenLifetimeS };
  const { accessTokenLifetimeS: accessTokenLifetimeSBefore } = before;
  return accessTokenLifetimeS === accessTokenLifetimeSBefore
    ? {}
    : { accessTokenLifetimeS, accessTokenLifetimeSBefore };
}

/** Of a text that nobody has checked as an address yet: without what may be a secret in it. */
function originsIn(address: string): string {
  return splitAddress(address)
    .map((part) => (URL.canParse(part) ? new URL(part).host : ''))
    .filter((host) => host !== '')
    .join(' ');
}
