import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { JSONWebKeySet } from 'jose';
import supertokens, { convertToRecipeUserId } from 'supertokens-node';
import { errorHandler } from 'supertokens-node/framework/express';
import Session from 'supertokens-node/recipe/session';
import { verifySession } from 'supertokens-node/recipe/session/framework/express';
import { Agent, request } from 'undici';
import { onTestFinished } from 'vitest';
import { createDenyList, initSessions, receiveSignals } from '../../../../docs/examples/express-receiver.ts';
import { tlsFixture } from '../../../support/tls-fixture.ts';

interface ServiceOptions {
  readonly core: { readonly uri: string; readonly key: string | null };
  readonly keys: JSONWebKeySet;
  readonly issuer: string;
  readonly audience: string;
  readonly authorisation: string;
}

export interface SignedIn {
  readonly accessToken: string;
  readonly handle: string;
}

export interface ExampleService {
  /** To which Curfew sends its events. */
  readonly address: string;
  readonly signIn: (userId: string) => Promise<SignedIn>;
  /** Status of a request with this access token. */
  readonly visit: (session: SignedIn) => Promise<number>;
}

/** As the core has it unless it is told otherwise. */
const accessTokenLifetimeMs = 3_600_000;
const denied = createDenyList(accessTokenLifetimeMs);
let isSetUp = false;

/** A process has one set-up of supertokens-node: the services of a test file share their core and their deny list. */
function setUpSupertokens({ uri, key }: ServiceOptions['core']): void {
  if (isSetUp) return;
  isSetUp = true;
  supertokens.init({
    framework: 'express',
    telemetry: false,
    supertokens: { connectionURI: uri, ...(key === null ? {} : { apiKey: key }) },
    appInfo: { appName: 'Shop', apiDomain: 'http://localhost', websiteDomain: 'http://localhost' },
    recipeList: [initSessions(denied)],
  });
}

/** A service that has the example of the documentation; ended after the test. */
export async function startExampleService({ core, ...receiver }: ServiceOptions): Promise<ExampleService> {
  setUpSupertokens(core);
  const app = express();
  app.use('/signals', receiveSignals({ ...receiver, denied }));
  app.post('/sign-in/:userId', async (incoming, response) => {
    const recipeUserId = convertToRecipeUserId(incoming.params.userId);
    const session = await Session.createNewSession(incoming, response, 'public', recipeUserId);
    response.json({ accessToken: session.getAccessToken(), handle: session.getHandle() });
  });
  app.get('/account', verifySession(), (_, response) => {
    response.json('For whoever is signed in.');
  });
  app.use(errorHandler());

  const server = createServer({ cert: tlsFixture('good.pem'), key: tlsFixture('server.key') }, app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `https://127.0.0.1:${port}`;
  const dispatcher = new Agent({ connect: { ca: tlsFixture('authority.pem') } });
  onTestFinished(async () => {
    await dispatcher.close();
    server.closeAllConnections();
    server.close();
  });

  return {
    address: `${origin}/signals`,
    async signIn(userId) {
      const answer = await request(`${origin}/sign-in/${userId}`, { method: 'POST', dispatcher });
      return (await answer.body.json()) as SignedIn;
    },
    async visit({ accessToken }) {
      const headers = { authorization: `Bearer ${accessToken}` };
      const { statusCode, body } = await request(`${origin}/account`, { headers, dispatcher });
      await body.dump();
      return statusCode;
    },
  };
}
