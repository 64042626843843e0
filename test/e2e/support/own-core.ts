import { test } from '@playwright/test';
import { type Client, createClient } from '../../contract/client.ts';
import { type Sandbox, startSandbox } from '../../support/sandbox.ts';

export interface OwnCore {
  readonly uri: string;
  readonly key: string;
  readonly sandbox: Sandbox;
  readonly client: Client;
  /** Signs a user in, and gives the handle and the tokens. */
  signIn(
    userId: string,
    tenantId?: string,
  ): Promise<{ handle: string; accessToken: string; refreshToken: string }>;
  /** Ends the core's process, so to speak: nothing listens any more. */
  stop(): Promise<void>;
  /** The same core again at the same address, with the sample data as at first. */
  start(): Promise<void>;
}

/** A core that the specs of a file hold in their hands: they can ask it beside the console, stop it and start it again. */
export function ownCoreUnderTest(options: { readonly apiKey?: string } = {}): OwnCore {
  let sandbox: Sandbox | undefined;

  function running(): Sandbox {
    if (sandbox === undefined) throw new Error('The core is there within specs only.');
    return sandbox;
  }

  test.beforeAll(async () => {
    sandbox = await startSandbox({ sampleData: true, ...options });
  });
  test.afterAll(async () => {
    await sandbox?.close();
  });

  return {
    get uri() {
      return running().uri;
    },
    get key() {
      return running().apiKey;
    },
    get sandbox() {
      return running();
    },
    get client() {
      return createClient(running());
    },
    async signIn(userId, tenantId) {
      const path = `${tenantId === undefined ? '' : `/${tenantId}`}/recipe/session`;
      const { body } = await createClient(running()).post(path, {
        userId,
        enableAntiCsrf: false,
        userDataInJWT: {},
        userDataInDatabase: { ip: '203.0.113.9', userAgent: 'Mozilla/5.0' },
        useDynamicSigningKey: true,
      });
      return {
        handle: (body.session as { handle: string }).handle,
        accessToken: (body.accessToken as { token: string }).token,
        refreshToken: (body.refreshToken as { token: string }).token,
      };
    },
    stop: () => running().close(),
    async start() {
      const { uri, apiKey } = running();
      sandbox = await startSandbox({ port: Number(new URL(uri).port), apiKey, sampleData: true });
    },
  };
}
