import { EventEmitter } from 'node:events';
import { strict } from './small.ts';

type ProtocolHandler = (request: Request) => Response | Promise<Response>;
type PermissionRequestHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void;
type PermissionCheckHandler = (
  contents: unknown,
  permission: string,
  origin: string,
  details: object,
) => boolean;
type BeforeRequest = (details: object, answer: (result: { cancel?: boolean }) => void) => void;

/** What main set on a session, for the host to act on. */
export interface SessionRules {
  readonly protocols: Map<string, ProtocolHandler>;
  permissionRequest?: PermissionRequestHandler;
  permissionCheck?: PermissionCheckHandler;
  beforeRequest?: BeforeRequest;
}

export interface FakeSession {
  readonly session: object;
  readonly rules: SessionRules;
}

function createSession(): FakeSession {
  const rules: SessionRules = { protocols: new Map() };
  const protocol = {
    handle: (scheme: string, handler: ProtocolHandler) => void rules.protocols.set(scheme, handler),
    unhandle: (scheme: string) => void rules.protocols.delete(scheme),
    isProtocolHandled: (scheme: string) => rules.protocols.has(scheme),
  };
  const session = Object.assign(new EventEmitter(), {
    protocol: strict('session.protocol', protocol),
    setPermissionRequestHandler: (handler: PermissionRequestHandler) => {
      rules.permissionRequest = handler;
    },
    setPermissionCheckHandler: (handler: PermissionCheckHandler) => {
      rules.permissionCheck = handler;
    },
    // Chromium asks for a device only after a page got the permission, which goes through the handlers above.
    setDevicePermissionHandler: () => undefined,
    setSpellCheckerEnabled: () => undefined,
    // Chromium has one proxy for a profile: that of the switches, which main sets as well.
    setProxy: async () => undefined,
    webRequest: strict('session.webRequest', {
      onBeforeRequest: (listener: BeforeRequest) => {
        rules.beforeRequest = listener;
      },
    }),
  });
  return { session: strict('session', session), rules };
}

export interface FakeSessions {
  readonly session: object;
  /** The rules of a session that main made. */
  readonly rulesOf: (session: object) => SessionRules;
}

/** `session`. A partition is made once, as in Electron. */
export function createSessions(): FakeSessions {
  const partitions = new Map<string, FakeSession>();
  const bySession = new Map<object, SessionRules>();

  function fromPartition(name: string): object {
    const known = partitions.get(name);
    if (known !== undefined) return known.session;
    const made = createSession();
    partitions.set(name, made);
    bySession.set(made.session, made.rules);
    return made.session;
  }

  return {
    session: strict('session', { fromPartition, defaultSession: fromPartition('') }),
    rulesOf: (session) => {
      const rules = bySession.get(session);
      if (rules === undefined) throw new Error('This session was not made by the host.');
      return rules;
    },
  };
}
