import { randomUUID } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { Agent, request } from 'undici';
import type { LocalReceiver } from '../../integration/support/receivers/test-signals.ts';

interface BareTransmitter {
  /** Signs an event for each session and receiver and sends it: one after the other to each receiver, and to all of them at once. */
  readonly tell: (handles: readonly string[]) => Promise<number>;
  readonly close: () => Promise<void>;
}

const sessionRevoked = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';

/** The least that gives receivers the same: nothing is written to disk, and nothing is tried again. */
export async function createBareTransmitter(receivers: readonly LocalReceiver[]): Promise<BareTransmitter> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  const senders = receivers.map(({ authority, port }) => ({
    url: `https://127.0.0.1:${port}/events`,
    dispatcher: new Agent({ connections: 1, connect: { ca: authority } }),
  }));

  function sign(handle: string, txn: string): Promise<string> {
    const at = Math.floor(Date.now() / 1_000);
    return new SignJWT({
      ...{ iss: 'https://console.example', aud: 'https://receiver.example', iat: at, jti: randomUUID(), txn },
      sub_id: { format: 'opaque', id: handle },
      events: {
        [sessionRevoked]: {
          ...{ event_timestamp: at, initiating_entity: 'admin', reason_admin: { en: 'benchmark' } },
        },
      },
    })
      .setProtectedHeader({ alg: 'RS256', typ: 'secevent+jwt', kid: 'bench' })
      .sign(privateKey);
  }

  async function tellOne(
    { dispatcher, url }: (typeof senders)[number],
    handles: readonly string[],
  ): Promise<number> {
    const txn = randomUUID();
    let told = 0;
    for (const handle of handles) {
      const { body, statusCode } = await request(url, {
        ...{ dispatcher, method: 'POST', body: await sign(handle, txn) },
        headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' },
      });
      await body.dump();
      if (statusCode === 202) told += 1;
    }
    return told;
  }

  return {
    async tell(handles) {
      const told = await Promise.all(senders.map((sender) => tellOne(sender, handles)));
      return told.reduce((sum, one) => sum + one, 0);
    },
    close: async () => {
      await Promise.all(senders.map(({ dispatcher }) => dispatcher.close()));
    },
  };
}
