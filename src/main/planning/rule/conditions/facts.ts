import type { SessionDetails, SessionRow } from '../../../../contract/domain/session.ts';
import type { User } from '../../../../contract/domain/user.ts';

/** What rules ask of a user. Every address of the user counts, whichever login method it belongs to. */
export type UserFacts = Pick<User, 'emails' | 'timeJoined'>;

type Payloads = Pick<SessionDetails, 'userDataInDatabase' | 'userDataInJWT'>;

/** What is known of a session when a rule is evaluated. Each part is absent until it was read. */
export interface RuleFacts {
  readonly tenantId?: string;
  /** Null: the session is under an id that no user has. */
  readonly user?: UserFacts | null;
  /** Of the user in the tenant of the session. */
  readonly roles?: readonly string[];
  readonly session?: Pick<SessionRow, 'timeCreated' | 'expiry' | 'ip' | 'userAgent'>;
  readonly payloads?: Payloads;
}
