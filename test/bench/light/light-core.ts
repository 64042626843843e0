import type { AddressInfo } from 'node:net';
import { createLightServer, type LightAnswer, type LightRequest } from './light-http.ts';
import { checkedTenant, Refused, routes } from './light-routes.ts';
import { createLightSessions, type LightSessions, type LightShape, PUBLIC } from './light-sessions.ts';

export interface LightCore {
  readonly uri: string;
  readonly sessions: LightSessions;
  readonly close: () => Promise<void>;
}

function replyTo({ method, target, body }: LightRequest, sessions: LightSessions): object | string {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const slash = path.indexOf('/', 1);
  const whole = routes[`${method} ${path}`];
  const route = whole ?? routes[`${method} ${path.slice(slash)}`];
  if (route === undefined) throw new Refused(404, 'Not found');
  const tenantId = whole === undefined ? path.slice(1, slash) : PUBLIC;
  checkedTenant(tenantId);
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  return route({ tenantId, query, body: body === '' ? {} : JSON.parse(body) }, sessions);
}

function answer(request: LightRequest, sessions: LightSessions): LightAnswer {
  try {
    const reply = replyTo(request, sessions);
    return typeof reply === 'string'
      ? { status: 200, contentType: 'text/html', body: reply }
      : { status: 200, contentType: 'application/json', body: JSON.stringify(reply) };
  } catch (error) {
    const status = error instanceof Refused ? error.status : 500;
    return { status, contentType: 'text/html', body: String(Object(error).message) };
  }
}

/**
 * A stand-in for a core that has millions of sessions in one bit each and answers in microseconds, so that what is
 * measured is the console. It knows what the console calls when it opens, lists, reads and ends, and no key.
 */
export async function startLightCore(shape: LightShape): Promise<LightCore> {
  const sessions = createLightSessions(shape);
  const { server, close } = createLightServer((request) => answer(request, sessions));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sessions, close };
}
