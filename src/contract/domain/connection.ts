import { z } from 'zod';
import { appError } from '../errors.ts';
import { connectionId, epochMs } from './ids.ts';

export const environments = ['production', 'staging', 'development', 'sandbox'] as const;
export const environment = z.enum(environments);
export type Environment = z.infer<typeof environment>;

/** A certificate that encrypted connections of one connection trust, and what is shown of it. */
export const authority = z.strictObject({
  /** One certificate. */
  pem: z.string().min(1).max(16_384),
  /** As the certificate says it. Main reads it again from `pem` when the connection is saved. */
  subject: z.string().max(4_096),
  expiresAt: epochMs,
  /** SHA-256, by which people compare certificates. */
  fingerprint: z.string().max(128),
});
export type Authority = z.infer<typeof authority>;

export const mostAuthorities = 20;

/** Without `readonly()`, which freezes what it is given: it throws for junk that cannot be frozen, as bytes. */
export const authorities: z.ZodType<readonly Authority[]> = z.array(authority).max(mostAuthorities);

/** A pasted text or a file with certificates in PEM. */
export const readAuthoritiesRequest = z.strictObject({ text: z.string().max(262_144) });

/** The longest texts, and the least and the most of each number, that the settings of a connection may have. */
export const connectionLimits = {
  name: 60,
  address: 2_048,
  connectTimeoutMs: { least: 100, most: 120_000 },
  requestTimeoutMs: { least: 500, most: 600_000 },
  accessTokenLifetimeS: { least: 1, most: 86_400_000 },
} as const;

export const oauthChoices = ['automatic', 'on', 'off'] as const;
export type OAuthChoice = (typeof oauthChoices)[number];

export const connectionSettings = z.strictObject({
  name: z.string().trim().min(1).max(connectionLimits.name),
  /** `http(s)://host[:port][/base]`, one core or several of one cluster, separated by `;`. */
  address: z.string().trim().min(1).max(connectionLimits.address),
  environment,
  readOnly: z.boolean(),
  /** The operator knows that requests to other computers are not encrypted. */
  plainHttp: z.boolean(),
  /** Trusted besides the authorities of Node and of the system. */
  authorities,
  connectTimeoutMs: z
    .int()
    .min(connectionLimits.connectTimeoutMs.least)
    .max(connectionLimits.connectTimeoutMs.most),
  requestTimeoutMs: z
    .int()
    .min(connectionLimits.requestTimeoutMs.least)
    .max(connectionLimits.requestTimeoutMs.most),
  /** Set in the core's configuration (`access_token_validity`), which cannot be asked. Seconds. */
  accessTokenLifetimeS: z
    .int()
    .min(connectionLimits.accessTokenLifetimeS.least)
    .max(connectionLimits.accessTokenLifetimeS.most),
  /**
   * Whether ending a session also ends the tokens that OAuth2 clients have on it. `automatic`: where the core tells that the
   * app has such clients; where it does not tell, the operator is asked once, and the answer is kept here.
   */
  oauthTokens: z.enum(oauthChoices),
});
export type ConnectionSettings = z.infer<typeof connectionSettings>;

export const defaultConnectionSettings = {
  environment: 'development',
  readOnly: false,
  plainHttp: false,
  authorities: [],
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 30_000,
  accessTokenLifetimeS: 3_600,
  oauthTokens: 'automatic',
} as const satisfies Partial<ConnectionSettings>;

/** Where the key is. It never leaves main. */
export const keyState = z.enum(['none', 'stored', 'this-run-only', 'unreadable']);

export const coreFacts = z.strictObject({
  /** The interface version that both sides speak. */
  cdi: z.string(),
  newestCdi: z.string(),
  /** Core releases that speak `newestCdi`, for people: "12.0.8 or a later 12.0". Cores do not tell their own version. */
  release: z.string(),
  latencyMs: z.number(),
});
export type CoreFacts = z.infer<typeof coreFacts>;

export const connectionState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('closed') }),
  z.strictObject({ state: z.literal('opening') }),
  z.strictObject({ state: z.literal('open'), core: coreFacts }),
  /** It was open, and the last call did not reach the core. The next one that does makes it open again. */
  z.strictObject({ state: z.literal('away'), core: coreFacts, error: appError }),
  z.strictObject({ state: z.literal('failed'), error: appError }),
]);
export type ConnectionState = z.infer<typeof connectionState>;

export const connection = connectionSettings.extend({
  id: connectionId,
  /** The embedded sandbox: cannot be changed or removed. */
  builtIn: z.boolean(),
  key: keyState,
  connection: connectionState,
});
export type Connection = z.infer<typeof connection>;

export const apiKey = z.string().min(1).max(4_096);

export const saveConnectionRequest = z.strictObject({
  /** Absent: a new one. */
  id: connectionId.optional(),
  settings: connectionSettings,
  /** Absent: leave the key as it is; null: this core wants none. */
  key: apiKey.nullable().optional(),
  /** `this-run-only`: for machines without a secret store; forgotten when the console ends. */
  keepKey: z.enum(['stored', 'this-run-only']),
});

export const tryConnectionRequest = z.strictObject({
  /** Whose saved key is used when `key` is absent. */
  id: connectionId.optional(),
  settings: connectionSettings,
  key: apiKey.nullable().optional(),
});

/**
 * What ending a session on this connection does about OAuth2 tokens. `type`: they are ended, they stay, or the operator has to
 * be asked; `why`: the setting says so, or what the core tells of the clients of the app.
 */
export const oauthPolicy = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('end'), why: z.enum(['setting', 'has-clients']) }),
  z.strictObject({ type: z.literal('leave'), why: z.enum(['setting', 'no-clients']) }),
  z.strictObject({ type: z.literal('ask') }),
]);
export type OAuthPolicy = z.infer<typeof oauthPolicy>;

export const tenant = z.strictObject({ tenantId: z.string() });
export type Tenant = z.infer<typeof tenant>;
