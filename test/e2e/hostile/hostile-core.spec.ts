import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { type HostileCore, startHostileCore } from '../../security/hostile-core.ts';
import { handleOf } from '../../security/hostile-sessions.ts';
import { seededCases } from '../../unit/support/full-run.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';

const operator = consoleUnderTest();
const tag = '@control:text-across-borders';

/** The texts of a hostile core would do this if they ran as scripts. */
async function scriptsThatRan(): Promise<unknown> {
  return operator.page.evaluate('window.curfewWasTakenOver');
}

test.describe('a session whose payload wants to do harm', { tag }, () => {
  let server: Server;
  const payload = [
    '"__proto__":{"admin":true}',
    '"twice":"first"',
    '"twice":"second"',
    '"large":12345678901234567890',
    '"markup":"<img src=x onerror=\\"window.curfewWasTakenOver = true\\">"',
    `"deep":${'['.repeat(11_000)}${']'.repeat(11_000)}`,
    `"long":"${'x'.repeat(2_000_000)}"`,
  ].join(',');

  test.beforeAll(async () => {
    server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://core');
      if (pathname === '/hello') return response.end('Hello');
      if (pathname === '/apiversion') return response.end('{"versions":["5.4"]}');
      if (pathname === '/.well-known/jwks.json') return response.end('{"keys":[{"kid":"s-hostile"}]}');
      if (pathname.endsWith('/users'))
        return response.end(`{"status":"OK","users":[],"x":"${'x'.repeat(2_000_000)}"}`);
      if (pathname.endsWith('/list/v2'))
        return response.end('{"status":"OK","tenants":[{"tenantId":"public"}]}');
      if (pathname === '/user/id') return response.end('{"status":"UNKNOWN_USER_ID_ERROR"}');
      if (pathname === '/recipe/userid/map') return response.end('{"status":"UNKNOWN_MAPPING_ERROR"}');
      if (searchParams.get('sessionHandle') !== handleOf(1)) return response.end('{"status":"UNAUTHORISED"}');
      const ids = `"sessionHandle":"${handleOf(1)}","tenantId":"public","userId":"ada","recipeUserId":"ada"`;
      const times = '"timeCreated":1763856000000,"expiry":4102444800000';
      return response.end(
        `{"status":"OK",${ids},${times},"userDataInDatabase":{${payload}},"userDataInJWT":{}}`,
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await connectTo(operator, { name: 'poisoned', address: `http://127.0.0.1:${port}`, key: 'any-key' });
  });

  test.afterAll(() => void server.close());

  test('is shown as far as the limits, and says how large it is', async () => {
    const { page } = operator;
    await operator.goto(`/sessions/${handleOf(1)}`);
    const tree = page.getByRole('region', { name: 'session data in the database' });

    await expect(tree).toContainText('The first 1,000,000 of 2,0');
    await expect(tree).toContainText('11,001 levels are within one another. Levels below 100 are not shown.');
    await expect(tree.getByRole('button', { name: /__proto__/ }).first()).toBeVisible();
    await expect(tree).toContainText('first');
    await expect(tree).toContainText('second');
    await expect(tree).toContainText('12345678901234567890');
    await expect(tree).toContainText('<img src=x onerror=');
    await expect(tree).toContainText('more characters, not shown');
    await tree.getByRole('button', { name: 'Copy twice' }).last().click();
    await expect.poll(() => operator.launched.clipboardText()).toBe('second');
    expect(await scriptsThatRan()).toBeUndefined();
  });

  test('sends no larger answer than the settings allow, and the error names the limit', {
    tag: '@control:answer-size-limit',
  }, async () => {
    const { page } = operator;
    await operator.goto('/settings');
    const limit = page.getByRole('textbox', { name: 'Largest answer of a core, in MB' });
    await limit.fill('1');
    await limit.press('Enter');
    await operator.goto('/users');

    await expect(page.getByText('sent an answer of more than 1 MB, the limit for one answer')).toBeVisible();
    await expect(page.getByText('allow larger answers in the settings')).toBeVisible();
  });
});

test.describe('hostile cores by seed', { tag }, () => {
  let core: HostileCore;

  test.beforeAll(async () => {
    core = await startHostileCore();
  });

  test.afterAll(() => core.close());

  for (let seed = 1; seed <= seededCases({ full: 3, sample: 1 }); seed += 1) {
    test(`the window shows what core ${seed} answers, and runs none of it`, async () => {
      const { page } = operator;
      await connectTo(operator, { name: `hostile-${seed}`, address: `${core.uri}/${seed}`, key: 'any-key' });
      for (const path of ['/users', '/users/ada', `/sessions/${handleOf(seed)}`]) {
        await operator.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
        // Here and not at the end: each address is a document of its own.
        expect(await scriptsThatRan()).toBeUndefined();
      }
      await operator.search('ada@alpha.example');
      await expect(operator.searchBox).toBeVisible();
      expect(await scriptsThatRan()).toBeUndefined();
    });
  }
});
