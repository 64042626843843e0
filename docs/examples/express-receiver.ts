/**
 * For an Express service that uses supertokens-node: it takes events from Curfew, and refuses the access tokens of sessions that were
 * ended, although their signature is good and they have not expired. docs/signals.md says how to set it up.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type RequestHandler, Router, text } from 'express';
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import Session from 'supertokens-node/recipe/session';

const sessionRevoked = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';

type DenyList = ReturnType<typeof createDenyList>;

/** Handles of ended sessions, until their access tokens have expired. A service of several processes keeps it in Redis or a database. */
export function createDenyList(accessTokenLifetimeMs: number) {
  const deniedUntil = new Map<string, number>();
  return {
    async add(handle: string): Promise<void> {
      const now = Date.now();
      for (const [other, until] of deniedUntil) if (until <= now) deniedUntil.delete(other);
      // No token was issued after the end of the session, which was before now. A minute more, because clocks differ.
      deniedUntil.set(handle, now + accessTokenLifetimeMs + 60_000);
    },
    has: async (handle: string): Promise<boolean> => (deniedUntil.get(handle) ?? 0) > Date.now(),
  };
}

/** In place of `Session.init()`. Every check of a session in this service goes through it. */
export function initSessions(denied: DenyList) {
  return Session.init({
    override: {
      functions: (original) => ({
        ...original,
        async getSession(input) {
          const session = await original.getSession(input);
          if (session && (await denied.has(session.getHandle())))
            throw new Session.Error({ type: Session.Error.UNAUTHORISED, message: 'The session was ended.' });
          return session;
        },
      }),
    },
  });
}

interface ReceiverOptions {
  /** What is in the file that Curfew exports. */
  readonly keys: JSONWebKeySet;
  /** These three as they are set in Curfew. */
  readonly issuer: string;
  readonly audience: string;
  readonly authorisation: string;
  readonly denied: DenyList;
}

/** Takes events by RFC 8935. An event is confirmed when its session is on the list, and not before. */
export function receiveSignals({ keys, issuer, audience, authorisation, denied }: ReceiverOptions): Router {
  const findKey = createLocalJWKSet(keys);
  const checks = { issuer, audience, typ: 'secevent+jwt', algorithms: ['RS256'] };

  const authenticate: RequestHandler = ({ headers }, response, next) => {
    if (timingSafeEqual(digestOf(headers.authorization), digestOf(authorisation))) next();
    else response.status(401).end();
  };

  const receive: RequestHandler = async (request, response) => {
    try {
      const { payload } = await jwtVerify<Claims>(request.body, findKey, checks);
      // Events of other types are confirmed too: one of them verifies that this receiver works.
      if (payload.events?.[sessionRevoked]) await denied.add(handleOf(payload.sub_id));
      response.status(202).end();
    } catch (error) {
      // What is no fault of the event becomes a 500, after which Curfew sends it again.
      if (!(error instanceof errors.JOSEError)) throw error;
      response.status(400).json({ err: refusalOf(error), description: error.code });
    }
  };

  return Router().post('/', authenticate, text({ type: 'application/secevent+jwt' }), receive);
}

type Subject = { readonly format: string; readonly id?: string; readonly session?: Subject };
type Claims = { readonly sub_id?: Subject; readonly events?: Readonly<Record<string, unknown>> };

function handleOf(subject: Subject | undefined): string {
  const session = subject?.format === 'complex' ? subject.session : subject;
  if (session?.format !== 'opaque' || !session.id) throw new errors.JWTInvalid('It names no session.');
  return session.id;
}

/** One of the codes of RFC 8935. */
function refusalOf(error: errors.JOSEError): string {
  const { JWKSNoMatchingKey, JWSSignatureVerificationFailed, JWTClaimValidationFailed } = errors;
  if (error instanceof JWKSNoMatchingKey || error instanceof JWSSignatureVerificationFailed)
    return 'invalid_key';
  if (!(error instanceof JWTClaimValidationFailed)) return 'invalid_request';
  return { iss: 'invalid_issuer', aud: 'invalid_audience' }[error.claim] ?? 'invalid_request';
}

function digestOf(secret = ''): Buffer {
  return createHash('sha256').update(secret).digest();
}
