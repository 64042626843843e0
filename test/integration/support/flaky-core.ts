import { request } from 'undici';
import { httpServer } from './odd-servers.ts';

interface FlakyCore {
  readonly uri: string;
  /** `lose-answers`: calls reach the core, their answers are cut off. `down`: nothing gets through. */
  mode: 'up' | 'lose-answers' | 'down';
}

/** Stands before the core and fails on demand, for any core. Ends with the test. */
export async function flakyCore(coreUri: string): Promise<FlakyCore> {
  const flaky = { uri: '', mode: 'up' as FlakyCore['mode'] };
  flaky.uri = await httpServer((incoming, outgoing) => {
    const { mode } = flaky;
    if (mode === 'down') {
      incoming.socket.destroy();
      return;
    }
    const { host: _host, connection: _connection, ...headers } = incoming.headers;
    const method = (incoming.method ?? 'GET') as 'GET';
    void request(`${coreUri}${incoming.url ?? '/'}`, {
      method,
      headers,
      ...(method === 'GET' ? {} : { body: incoming }),
    }).then(
      async (answer) => {
        const body = await answer.body.text();
        if (mode === 'lose-answers') outgoing.socket?.destroy();
        else outgoing.writeHead(answer.statusCode, { 'content-type': 'application/json' }).end(body);
      },
      () => outgoing.socket?.destroy(),
    );
  });
  return flaky;
}
