import type { CoreFacts, Tenant } from '../../contract/domain/connection.ts';
import type { SessionDetails, SessionRow } from '../../contract/domain/session.ts';
import type { StoredJson } from '../../contract/domain/text/json-text.ts';
import type { User, UsersPage } from '../../contract/domain/user.ts';
import type { AppError } from '../../contract/errors.ts';
import type { RedactedPayload } from '../shared/redact-payload.ts';

/** Under which names of a session's payloads the application stored what tables show; most wanted first. */
export interface RecordedKeys {
  readonly ipKeys: readonly string[];
  readonly userAgentKeys: readonly string[];
}

/** One handle, read. `absent` is an answer of the core: there is no such session (any more). */
export type SessionRead =
  | { readonly type: 'found'; readonly row: SessionRow }
  | { readonly type: 'absent'; readonly handle: string }
  | { readonly type: 'failed'; readonly handle: string; readonly error: AppError };

/** One id of a user, asked for. `absent` is an answer of the core: it knows no user with this id. */
export type UserRead =
  | { readonly type: 'found'; readonly userId: string; readonly user: User }
  | { readonly type: 'absent'; readonly userId: string }
  | { readonly type: 'failed'; readonly userId: string; readonly error: AppError };

/** One handle, read with its payloads. */
export type SessionReadInFull =
  | { readonly type: 'found'; readonly session: SessionDetails }
  | Exclude<SessionRead, { readonly type: 'found' }>;

/** A session as it is kept for evidence. Its payloads were redacted in the worker: nothing else of them crosses. */
export interface SessionForEvidence extends SessionRow {
  readonly userDataInJWT: RedactedPayload;
  readonly userDataInDatabase: RedactedPayload;
}

export type SessionReadForEvidence =
  | { readonly type: 'found'; readonly session: SessionForEvidence }
  | Exclude<SessionRead, { readonly type: 'found' }>;

export type AccountInfo =
  | { readonly email: string }
  | { readonly phoneNumber: string }
  | { readonly thirdParty: { readonly id: string; readonly userId: string } };

/** `not-told`: the core answers the question with an error. */
export type OAuthClients = 'some' | 'none' | 'not-told';

/** What became of the OAuth2 tokens of one session. `error` null: they are ended, if there were any. */
export interface TokensEnd {
  readonly handle: string;
  readonly error: AppError | null;
}

/** A JSON web key, as the core publishes it. */
export type SigningKey = Readonly<Record<string, unknown>> & { readonly kid?: string };

/** By what a core is recognised, read from every address of its connection. */
export interface IdentityAnswer {
  /** Ids of its fixed signing keys, sorted; at least one. */
  readonly keys: readonly string[];
  /** Addresses that may have answered calls since the last reading, and cannot be read now: who answered is not known. */
  readonly silent: readonly string[];
}

/**
 * What a connection worker can do, one method a message. Every one rejects with a `Failure`. `tenantId` null means
 * all tenants. Texts are sent as they are: escaping the core's wildcards is the caller's business.
 */
export interface CoreCalls {
  facts(): Promise<CoreFacts>;
  tenants(): Promise<Tenant[]>;
  /** Newest first. */
  users(input: { tenantId: string; limit: number; pageToken?: string }): Promise<UsersPage>;
  /** Prefix search. The core ignores limits here and stops at 1,000 matches. */
  searchUsers(input: { tenantId: string; field: 'email' | 'phone'; text: string }): Promise<User[]>;
  /** Exact. */
  usersByAccountInfo(input: { tenantId: string; info: AccountInfo }): Promise<User[]>;
  userCount(input: { tenantId: string | null }): Promise<number>;
  /** Null: the core knows no user with this id. A login method's id answers with its primary user. */
  user(input: { userId: string }): Promise<User | null>;
  idMapping(input: { userId: string }): Promise<{ internal: string; external: string } | null>;
  roles(input: { tenantId: string; userId: string }): Promise<string[]>;
  metadata(input: { userId: string }): Promise<StoredJson>;
  /** Of this very id alone, without linked accounts: see fact 11 in docs/core-facts.md. */
  sessionHandles(input: { userId: string; tenantId: string | null }): Promise<string[]>;
  session(input: { handle: string; keys: RecordedKeys }): Promise<SessionDetails | null>;
  /** The distinct handles that the core says it revoked in this call. */
  revokeHandles(input: { handles: readonly string[] }): Promise<string[]>;
  /** Marks the user as active now: last resort. */
  revokeUser(input: { userId: string; tenantId: string | null }): Promise<string[]>;
  /** Whether the app has OAuth2 clients, as far as the core tells. */
  oauthClients(): Promise<OAuthClients>;
  /** With `maxAgeS` from Cache-Control. */
  signingKeys(): Promise<{ keys: SigningKey[]; maxAgeS: number }>;
  /** Rejects with `other-core` when addresses lead to different cores, with `incompatible-core` when one has no fixed key. */
  identity(): Promise<IdentityAnswer>;
}

/** One open core, as the services see it. */
export type CorePort = {
  readonly [M in keyof CoreCalls]: Parameters<CoreCalls[M]> extends [infer I]
    ? (input: I, signal?: AbortSignal) => ReturnType<CoreCalls[M]>
    : (signal?: AbortSignal) => ReturnType<CoreCalls[M]>;
} & {
  /**
   * The same list as `sessionHandles`, in parts: copying a long one between threads takes milliseconds, and the first part is
   * there before.
   */
  readonly handlesInParts: (
    input: { userId: string; tenantId: string | null },
    onPart: (handles: readonly string[]) => void,
    signal?: AbortSignal,
  ) => Promise<void>;
  /** Reads many handles, 16 at a time, and gives them in batches as they come, in no order. */
  readonly sessions: (
    input: { handles: readonly string[]; keys: RecordedKeys },
    onBatch: (batch: SessionRead[]) => void,
    signal?: AbortSignal,
  ) => Promise<void>;
  /** The same with payloads, which can be large: for callers that look into them and store none of them. */
  readonly sessionsInFull: (
    input: { handles: readonly string[]; keys: RecordedKeys },
    onBatch: (batch: SessionReadInFull[]) => void,
    signal?: AbortSignal,
  ) => Promise<void>;
  /** The same with payloads as they may be kept. */
  readonly sessionsForEvidence: (
    input: EvidenceInput,
    onBatch: (batch: SessionReadForEvidence[]) => void,
    signal?: AbortSignal,
  ) => Promise<void>;
  /** Reads the users of many ids like `user`, 16 at a time, and gives them in batches as they come, in no order. */
  readonly usersById: (
    input: UsersInput,
    onBatch: (batch: readonly UserRead[]) => void,
    signal?: AbortSignal,
  ) => Promise<void>;
  /**
   * Ends the tokens that OAuth2 clients have on these sessions, be they active or gone: with one call a handle, 16 at a time.
   * Gives what became of each in batches as it comes, in no order.
   */
  readonly endOAuthTokens: (
    input: TokensInput,
    onBatch: (batch: readonly TokensEnd[]) => void,
    signal?: AbortSignal,
  ) => Promise<void>;
};

/** What a connection worker is started with, as its `workerData`. One worker serves one core with one key. */
export interface CoreWorkerData {
  /** One address, or several of one cluster separated by `;`, as the SDK takes them. */
  readonly address: string;
  /** Certificates in PEM that encrypted connections trust besides those of Node and the system. */
  readonly authorities?: readonly string[] | undefined;
  readonly connectTimeoutMs: number;
  /** From sending a request to the last byte of its answer. */
  readonly requestTimeoutMs: number;
  /** Megabytes of one answer. */
  readonly answerLimitMb: number;
}

/** The first message to a worker. The key is not in `workerData`, which Node itself prints when NODE_DEBUG asks for it. */
export interface KeyMessage {
  readonly apiKey: string | null;
}

export type CoreWorkerOptions = CoreWorkerData & KeyMessage;

export interface SessionsInput {
  readonly handles: readonly string[];
  readonly keys: RecordedKeys;
}

export interface EvidenceInput extends SessionsInput {
  /** Of the settings: see `createRedactor`. */
  readonly hiddenNames: readonly string[];
}

export interface UsersInput {
  readonly userIds: readonly string[];
}

export interface TokensInput {
  readonly handles: readonly string[];
}

/** What a connection worker answers to main: the calls of the protocol, and those that answer in parts. */
export interface WorkerCalls extends CoreCalls {
  handlesInParts(
    input: { userId: string; tenantId: string | null },
    onPart: (handles: readonly string[]) => void,
  ): Promise<null>;
  sessions(input: SessionsInput, onBatch: (batch: PackedReads) => void): Promise<null>;
  sessionsInFull(input: SessionsInput, onBatch: (batch: readonly SessionReadInFull[]) => void): Promise<null>;
  sessionsForEvidence(
    input: EvidenceInput,
    onBatch: (batch: readonly SessionReadForEvidence[]) => void,
  ): Promise<null>;
  usersById(input: UsersInput, onBatch: (batch: readonly UserRead[]) => void): Promise<null>;
  endOAuthTokens(input: TokensInput, onBatch: (batch: readonly TokensEnd[]) => void): Promise<null>;
}

/** `undefined`: as in the row before. */
type Value = string | number | null | undefined;

/**
 * A batch on its way from the worker: the rows as one flat list, column after column. Cloning 10,000 objects with
 * their keys between threads takes several times as long as cloning their values, and most rows of a batch differ in their
 * handles and times alone.
 */
interface PackedReads {
  readonly values: readonly Value[];
  readonly others: readonly SessionRead[];
}

const columns = 8;

export function packReads(reads: readonly SessionRead[]): PackedReads {
  const values: Value[] = [];
  const others: SessionRead[] = [];
  let before: SessionRow | undefined;
  for (const read of reads) {
    if (read.type !== 'found') {
      others.push(read);
      continue;
    }
    const { row } = read;
    values.push(
      row.handle,
      row.tenantId === before?.tenantId ? undefined : row.tenantId,
      row.userId === before?.userId ? undefined : row.userId,
      row.recipeUserId === before?.recipeUserId ? undefined : row.recipeUserId,
      row.timeCreated,
      row.expiry,
      row.ip === before?.ip ? undefined : row.ip,
      row.userAgent === before?.userAgent ? undefined : row.userAgent,
    );
    before = row;
  }
  return { values, others };
}

/** The same reads; those that found a session come first. Rows share the texts that are equal. */
export function unpackReads({ values, others }: PackedReads): SessionRead[] {
  const reads: SessionRead[] = [];
  let before: SessionRow | undefined;
  for (let at = 0; at < values.length; at += columns) {
    const row = rowAt(values, at, before);
    reads.push({ type: 'found', row });
    before = row;
  }
  return [...reads, ...others];
}

// `packReads` wrote them in this order, and the first row in full.
function rowAt(values: readonly Value[], at: number, before: SessionRow | undefined): SessionRow {
  return {
    handle: values[at] as string,
    tenantId: (values[at + 1] ?? before?.tenantId) as string,
    userId: (values[at + 2] ?? before?.userId) as string,
    recipeUserId: (values[at + 3] ?? before?.recipeUserId) as string,
    timeCreated: values[at + 4] as number,
    expiry: values[at + 5] as number,
    ip: orBefore(values[at + 6], before?.ip) as string | null,
    userAgent: orBefore(values[at + 7], before?.userAgent) as string | null,
  };
}

/** A null is a value. */
function orBefore(value: Value, before: Value): Value {
  return value === undefined ? before : value;
}
