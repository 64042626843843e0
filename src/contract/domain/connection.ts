import { z } from 'zod';
import { appError } from '../errors.ts';
import { connectionId } from './ids.ts';

export const environments = ['production', 'staging', 'development', 'sandbox'] as const;
export const environment = z.enum(environments);
export type Environment = z.infer<typeof environment>;

export const connectionSettings = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** `http(s)://host[:port][/base]`, one core or several of one cluster, separated by `;`. */
  address: z.string().trim().min(1).max(2_048),
  environment,
  readOnly: z.boolean(),
  connectTimeoutMs: z.int().min(100).max(120_000),
  requestTimeoutMs: z.int().min(500).max(600_000),
  /** Set in the core's configuration (`access_token_validity`), which cannot be asked. Seconds. */
  accessTokenLifetimeS: z.int().min(1).max(86_400_000),
});
export type ConnectionSettings = z.infer<typeof connectionSettings>;

export const defaultConnectionSettings = {
  environment: 'development',
  readOnly: false,
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 30_000,
  accessTokenLifetimeS: 3_600,
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

export const tenant = z.strictObject({ tenantId: z.string() });
export type Tenant = z.infer<typeof tenant>;
