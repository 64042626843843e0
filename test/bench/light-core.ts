import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../faults/forward.ts';
import { checkedTenant, Refused, routes } from './light-routes.ts';
import { createLightSessions, type LightSessions, type LightShape, PUBLIC } from './light-sessions.ts';

export interface LightCore {
  readonly uri: string;
  readonly sessions: LightSessions;
  readonly close: () => Promise<void>;
}

async function answer(incoming: IncomingMessage, sessions: LightSessions): Promise<object | string> {
  const { method = 'GET', url = '/' } = incoming;
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const slash = path.indexOf('/', 1);
  const whole = routes[`${method} ${path}`];
  const route = whole ?? routes[`${method} ${path.slice(slash)}`];
  if (route === undefined) throw new Refused(404, 'Not found');
  const tenantId = whole === undefined ? path.slice(1, slash) : PUBLIC;
  checkedTenant(tenantId);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const body = method === 'GET' ? {} : JSON.parse((await readBody(incoming)).toString());
  return route({ tenantId, query, body }, sessions);
}

/**
 * A stand-in for a core that holds a million sessions in an eighth of a megabyte and answers in microseconds, so that
 * what is measured is the console. It knows what the console calls when it opens, lists, reads and ends, and no key.
 */
export async function startLightCore(shape: LightShape): Promise<LightCore> {
  const sessions = createLightSessions(shape);
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
    answer(incoming, sessions).then(
      (reply) => {
        const text = typeof reply === 'string' ? reply : JSON.stringify(reply);
        const contentType = typeof reply === 'string' ? 'text/html' : 'application/json';
        response
          .writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) })
          .end(text);
      },
      (error: unknown) => {
        const status = error instanceof Refused ? error.status : 500;
        response.writeHead(status, { 'content-type': 'text/html' }).end(String(Object(error).message));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sessions,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
