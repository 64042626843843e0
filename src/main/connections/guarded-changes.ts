import { originsOf, placesOf, unencryptedHosts } from '../../contract/domain/addresses.ts';
import type { ConnectionSettings, Environment } from '../../contract/domain/connection.ts';
import { notConfirmed } from '../shared/confirm.ts';
import { newlyTrusted } from './authorities.ts';

/** What a call would do that a page must not do by itself. */
export type GuardedChange =
  | { readonly type: 'lift-read-only' }
  | { readonly type: 'leave-production'; readonly environment: Environment }
  /** Reports would say too early that access tokens are not accepted any more. Seconds. */
  | { readonly type: 'shorten-token-lifetime'; readonly from: number; readonly to: number }
  | { readonly type: 'change-address'; readonly from: string; readonly to: string }
  /** Requests go to a place to which no connection has led. */
  | { readonly type: 'new-address'; readonly address: string }
  /** A key goes to a place that had none. */
  | { readonly type: 'send-key'; readonly address: string }
  /** Whoever is on the network reads the key. */
  | { readonly type: 'send-unencrypted'; readonly hosts: string }
  /** Whoever holds its key can pose as the core. */
  | { readonly type: 'trust-authority'; readonly subject: string; readonly fingerprint: string };

/** What the operator is asked about one connection. */
export interface ConnectionQuestion {
  readonly type: 'change-connection';
  readonly name: string;
  /** Where it leads now; of a new one, where it would. A page can rename a connection, but not move it unasked. */
  readonly address: string;
  readonly changes: readonly GuardedChange[];
}

/** Asks the operator where no page can answer. False: no, or not answered. Rejects when it cannot be asked now. */
export type AskAboutConnection = (question: ConnectionQuestion) => Promise<boolean>;

/** A saved connection, as far as it says what is known of its address. */
interface KnownConnection {
  readonly settings: Pick<
    ConnectionSettings,
    'address' | 'readOnly' | 'environment' | 'accessTokenLifetimeS'
  >;
  readonly hasKey: boolean;
}

interface ChangeGuardPorts {
  readonly ask: AskAboutConnection;
  /** Those that are saved now. */
  readonly saved: () => readonly KnownConnection[];
}

interface Wanted {
  /** Undefined: a new connection. */
  readonly before: ConnectionSettings | undefined;
  /** Its address has no fault and is written as it is saved. */
  readonly after: ConnectionSettings;
  /** Whether a key was entered that goes there. */
  readonly sendsKey: boolean;
}

export interface ChangeGuard {
  /** Asks about what a save would do, if anything of it is guarded. Throws `refused` unless the operator confirms. */
  readonly confirmSave: (wanted: () => Wanted) => Promise<void>;
  /** The same for a test of a connection: where it leads, whether a key goes there, and whom it trusts. */
  readonly confirmTry: (wanted: Wanted) => Promise<void>;
}

/**
 * A page that was taken over can call everything that the console can. So main asks the operator itself before a
 * connection loses its protection, or leads to where none has led. What is known of an address outlives its
 * connection: removing and adding it again is no way around the question.
 */
export function createChangeGuard({ ask, saved }: ChangeGuardPorts): ChangeGuard {
  /** Addresses that the operator confirmed in this run, with or without a key. */
  const confirmed = new Set<string>();
  const confirmedWithKey = new Set<string>();
  /** Addresses that the operator lets be used without encryption. */
  const confirmedPlain = new Set<string>();
  /** Authorities, each with the address for which it was confirmed. */
  const confirmedAuthorities = new Set<string>();
  /** Origins that a connection of this run protects, or has protected. */
  const readOnlyOrigins = new Set<string>();
  const productionOrigins = new Set<string>();
  /** The longest lifetime of access tokens that a connection of this run has for an origin. */
  const tokenLifetimes = new Map<string, number>();

  function noteSaved(): void {
    for (const { settings } of saved()) {
      for (const origin of originsOf(settings.address)) {
        if (settings.readOnly) readOnlyOrigins.add(origin);
        if (settings.environment === 'production') productionOrigins.add(origin);
        const { accessTokenLifetimeS } = settings;
        tokenLifetimes.set(origin, Math.max(tokenLifetimes.get(origin) ?? 0, accessTokenLifetimeS));
      }
    }
  }

  function placeChanges(address: string, sendsKey: boolean): GuardedChange[] {
    const known = new Set([...confirmed, ...saved().flatMap(({ settings }) => placesOf(settings.address))]);
    const keyed = saved().filter(({ hasKey }) => hasKey);
    const withKey = new Set([
      ...confirmedWithKey,
      ...keyed.flatMap(({ settings }) => placesOf(settings.address)),
    ]);
    const fresh = placesOf(address).filter((part) => !known.has(part));
    const freshForKey = placesOf(address).filter((part) => !withKey.has(part));
    return [
      ...(fresh.length === 0 ? [] : [{ type: 'new-address', address: fresh.join(';') } as const]),
      ...(sendsKey && freshForKey.length > 0
        ? [{ type: 'send-key', address: freshForKey.join(';') } as const]
        : []),
    ];
  }

  function encryptionChanges({ before, after }: Wanted): GuardedChange[] {
    const hosts = unencryptedHosts(after.address);
    const isKnown = before?.address === after.address && before.plainHttp;
    if (hosts.length === 0 || isKnown || confirmedPlain.has(after.address)) return [];
    return [{ type: 'send-unencrypted', hosts: hosts.join(', ') }];
  }

  function authorityChanges({ before, after }: Wanted): GuardedChange[] {
    const trusted = before?.address === after.address ? before.authorities : [];
    return newlyTrusted(trusted, after.authorities)
      .filter(({ fingerprint }) => !confirmedAuthorities.has(`${after.address} ${fingerprint}`))
      .map(({ subject, fingerprint }) => ({ type: 'trust-authority', subject, fingerprint }));
  }

  function changesOf({ before, after, sendsKey }: Wanted): readonly GuardedChange[] {
    const moves = before !== undefined && before.address !== after.address;
    // A connection that stays where it is loses only its own protection: others to the same core keep theirs.
    const others = before === undefined || moves ? originsOf(after.address) : [];
    const wasReadOnly = before?.readOnly === true || others.some((origin) => readOnlyOrigins.has(origin));
    const wasProduction =
      before?.environment === 'production' || others.some((origin) => productionOrigins.has(origin));
    const lifetimes = others.map((origin) => tokenLifetimes.get(origin) ?? 0);
    const lifetime = Math.max(before?.accessTokenLifetimeS ?? 0, ...lifetimes);
    const places = placeChanges(after.address, sendsKey);
    return [
      ...(wasReadOnly && !after.readOnly ? [{ type: 'lift-read-only' } as const] : []),
      ...(wasProduction && after.environment !== 'production'
        ? [{ type: 'leave-production', environment: after.environment } as const]
        : []),
      ...(after.accessTokenLifetimeS < lifetime
        ? [{ type: 'shorten-token-lifetime', from: lifetime, to: after.accessTokenLifetimeS } as const]
        : []),
      ...(moves ? [{ type: 'change-address', from: before.address, to: after.address } as const] : []),
      ...places.filter(({ type }) => !(moves && type === 'new-address')),
      ...encryptionChanges({ before, after, sendsKey }),
      ...authorityChanges({ before, after, sendsKey }),
    ];
  }

  async function confirm(
    { name, address }: Pick<ConnectionSettings, 'name' | 'address'>,
    changes: () => readonly GuardedChange[],
  ): Promise<void> {
    noteSaved();
    const asked = changes();
    if (asked.length === 0) return;
    const isConfirmed = await ask({ type: 'change-connection', name, address, changes: asked });
    // Another call may have changed the connection while the question was open: the answer was about less then.
    if (!isConfirmed || JSON.stringify(changes()) !== JSON.stringify(asked)) {
      throw notConfirmed();
    }
  }

  function noteConfirmed({ after, sendsKey }: Wanted): void {
    confirmedPlain.add(after.address);
    for (const { fingerprint } of after.authorities)
      confirmedAuthorities.add(`${after.address} ${fingerprint}`);
    for (const part of placesOf(after.address)) {
      confirmed.add(part);
      if (sendsKey) confirmedWithKey.add(part);
    }
  }

  return {
    async confirmSave(wanted) {
      // The name that the operator knows: a new one could name another connection.
      const { before, after } = wanted();
      await confirm(before ?? after, () => changesOf(wanted()));
      noteConfirmed(wanted());
    },
    async confirmTry(wanted) {
      const { before, after, sendsKey } = wanted;
      // The name that the operator knows, and the address that is tried.
      await confirm({ name: before?.name ?? after.name, address: after.address }, () => [
        ...placeChanges(after.address, sendsKey),
        ...encryptionChanges(wanted),
        ...authorityChanges(wanted),
      ]);
      noteConfirmed(wanted);
    },
  };
}
