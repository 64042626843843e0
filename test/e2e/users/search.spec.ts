import { expect, test } from '@playwright/test';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { slowCoreUnderTest } from '../support/slow-core.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);

const ada = 'ada@alpha.example';

test.beforeAll(async () => {
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
});

function found(text: string | RegExp) {
  return operator.grid('Users found').getByText(text).first();
}

/** The search has ended, of which something is on screen already: nothing more comes. */
async function expectEnded(): Promise<void> {
  await expect(operator.page.locator('main [aria-busy="true"]')).toHaveCount(0);
}

async function adasSessions(): Promise<string[]> {
  const { body } = await core.client.get('/recipe/session/user', {
    userId: 'emp-1815',
    fetchSessionsForAllLinkedAccounts: 'false',
    fetchAcrossAllTenants: 'true',
  });
  return body.sessionHandles as string[];
}

test.describe('the search box', () => {
  test('finds a user by an e-mail address', async () => {
    await operator.search(ada);
    await expect(operator.page.getByText('Looks like an e-mail address.', { exact: false })).toBeVisible();
    await expect(found(ada)).toBeVisible();
  });

  test('goes to the first result by Enter, and does not search again', async () => {
    await operator.search(ada);
    await expect(found(ada)).toBeVisible();
    await expectEnded();
    await operator.searchBox.press('Enter');
    await expect(operator.grid('Users found').locator('tbody').getByRole('row').first()).toBeFocused();
    await expect(operator.searchBox).toHaveValue(ada);
  });

  test('makes a list of several addresses in one line', async () => {
    await operator.search(`${ada}, bob@alpha.example`);
    await operator.page.getByRole('button', { name: 'Make a list of these 2 addresses' }).click();
    await expect(operator.page.getByRole('textbox', { name: 'List' })).toHaveValue(
      `${ada}\nbob@alpha.example`,
    );
  });

  test('finds a user by the beginning of an address', async () => {
    await operator.search('ada@');
    await expect(found(ada)).toBeVisible();
  });

  test('finds users by the beginning of a domain, in every tenant', async () => {
    await operator.search('north.example');
    await expect(operator.page.getByText(/users? found · /)).toBeVisible();
    await expect(found(/@north\.example/)).toBeVisible();
  });

  test('finds a user by a phone number, however it is written', async () => {
    await operator.search('+36 (20) 123-4567');
    await expect(operator.page.getByText('Looks like a phone number.', { exact: false })).toBeVisible();
    await expect(found(ada)).toBeVisible();
  });

  test('finds a user by an external id', async () => {
    await operator.search('emp-1815');
    await expect(found(ada)).toBeVisible();
  });

  test('finds a session by its handle', async () => {
    const [handle = ''] = await adasSessions();
    await operator.search(handle);
    await expect(operator.page.getByText(/Looks like a session handle \(tenant /)).toBeVisible();
    await expect(operator.grid('Sessions found').getByRole('row')).toHaveCount(2);
  });

  test('says that the tenant of a session handle does not exist', async () => {
    await operator.search('ec513228-e676-4d1a-96e3-80cee9422ebe_ghost');
    await expect(operator.page.getByText(/tenant ghost/i).first()).toBeVisible();
    await expect(
      operator.page
        .getByRole('alert')
        .or(operator.page.getByText(/no tenant/i))
        .first(),
    ).toBeVisible();
  });

  test('finds a session handle in quotes, behind a name and in the address of a page', async () => {
    const [handle = ''] = await adasSessions();
    for (const text of [
      `"${handle}",`,
      `sessionHandle=${handle}`,
      `https://a.example/sessions/${handle}?x=1`,
    ]) {
      await operator.search(text);
      await expect(operator.grid('Sessions found').getByRole('row')).toHaveCount(2);
    }
  });

  test('finds a user by a mailto link', async () => {
    await operator.search(`<mailto:${ada}?subject=Sessions>`);
    await expect(found(ada)).toBeVisible();
  });

  test('takes a network address for no phone number, and leads to a rule', async () => {
    await operator.search('203.0.113.7');
    await expect(operator.page.getByText('Looks like a network address.', { exact: false })).toBeVisible();
    await operator.page.getByRole('main').getByRole('link', { name: 'Make a rule' }).click();
    await expect(operator.page.getByRole('heading', { level: 1 })).toContainText(/rule/i);
  });

  test('finds a user by a third-party user id', async () => {
    const { body } = await core.client.get('/user/id', { userId: 'emp-1815' });
    const [account] = (body.user as { thirdParty: { id: string; userId: string }[] }).thirdParty;
    await operator.search(`${account?.id}:${account?.userId}`);
    await expect(found(ada)).toBeVisible();
  });

  test('finds the sessions of an id that is no user', async () => {
    await operator.search('service-nightly-export');
    await expect(operator.page.getByText(/4 sessions under an id that is not a user/)).toBeVisible();
  });
});

test.describe('tokens', () => {
  test('an access token leads to its session, and never into the address or the last searches', {
    tag: '@control:no-tokens-stored',
  }, async () => {
    const { accessToken } = await core.signIn('emp-1815');
    await operator.search(accessToken);
    const card = operator.page.getByRole('region', { name: 'Access token' });
    await expect(card).toBeVisible();
    await expect(operator.grid('Sessions found').getByRole('row')).toHaveCount(2);
    expect(operator.launched.path()).not.toContain(accessToken.slice(0, 12));
    expect(await operator.page.title()).not.toContain(accessToken.slice(0, 12));
    await operator.searchBox.press('Escape');
    await expect(operator.grid(/users/i)).toBeVisible();
    await expect(operator.page.getByText(accessToken.slice(0, 12))).toHaveCount(0);
  });

  test('an access token inside a pasted Cookie header is found', async () => {
    const { accessToken, refreshToken } = await core.signIn('emp-1815');
    await operator.search(`Cookie: theme=dark; sAccessToken=${accessToken}; sRefreshToken=${refreshToken}`);
    await expect(operator.page.getByText(/an access token in a cookie/)).toBeVisible();
    await expect(operator.grid('Sessions found').getByRole('row')).toHaveCount(2);
  });

  test('an access token inside a pasted Authorization header is found', async () => {
    const { accessToken } = await core.signIn('emp-1815');
    await operator.search(`Authorization: Bearer ${accessToken}`);
    await expect(operator.page.getByText(/an access token in a header/)).toBeVisible();
    await expect(operator.grid('Sessions found').getByRole('row')).toHaveCount(2);
  });

  test('a token of another core is called foreign and is not looked up', async () => {
    const { accessToken } = await core.signIn('emp-1815');
    const forged = `${accessToken.slice(0, -10)}AAAAAAAAAA`;
    await operator.search(forged);
    const card = operator.page.getByRole('region', { name: 'Access token' });
    await expect(card).toHaveAttribute('data-state', 'foreign');
    await expectEnded();
    await expect(operator.grid('Sessions found')).toHaveCount(0);
  });

  test('a token that was cut off is not verified, and its handle can be looked up', async () => {
    const { accessToken, handle } = await core.signIn('emp-1815');
    await operator.search(accessToken.slice(0, -40));
    const card = operator.page.getByRole('region', { name: 'Access token' });
    await expect(card).toHaveAttribute('data-state', 'incomplete');
    await expect(card).toContainText('not verified');
    await expectEnded();
    await expect(operator.grid('Sessions found')).toHaveCount(0);
    await card.getByRole('button', { name: 'Look up this session' }).click();
    await expect(operator.searchBox).toHaveValue(handle);
    await expect(operator.grid('Sessions found').getByRole('row')).toHaveCount(2);
  });

  test('a refresh token is recognised and stays usable, because it was never sent', {
    tag: '@control:no-tokens-stored',
  }, async () => {
    const { refreshToken, handle } = await core.signIn('emp-1815');
    await operator.search(refreshToken);
    await expect(
      operator.page.getByText(/This is a refresh token\. It stayed on this computer/),
    ).toBeVisible();
    const { body } = await core.client.post('/recipe/session/refresh', {
      refreshToken,
      enableAntiCsrf: false,
      useDynamicSigningKey: true,
    });
    expect(body.status).toBe('OK');
    expect((body.session as { handle: string }).handle).toBe(handle);
  });
});

test.describe('an odd text', () => {
  test('with % and _ finds what is written, not wildcards', async () => {
    await operator.search('a_a@');
    await expect(operator.page.getByText('No user or session matches.')).toBeVisible();
    await operator.search('%');
    await expect(operator.page.getByText('No user or session matches.')).toBeVisible();
  });

  test('that finds nothing says how the core matches and where it looked', async () => {
    await operator.search('lovelace@');
    await expect(operator.page.getByText('No user or session matches.')).toBeVisible();
    await expect(operator.page.getByText(/by their beginning or by their domain/)).toBeVisible();
    await expect(operator.page.getByText(/Searched 3 tenants/)).toBeVisible();
  });

  test('is recognised behind NUL bytes and right-to-left marks', async () => {
    await operator.search(`\u200f\u0000 ${ada}\u202c`);
    await expect(found(ada)).toBeVisible();
  });

  test('of 10 MB is answered with a sentence, and can be cleared', async () => {
    await operator.goto('/');
    await expect(operator.searchBox).toBeVisible();
    // As a paste does it: filling would take the browser's tools minutes.
    await operator.page.evaluate(`(() => {
      const box = document.querySelector('#search-box');
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
      set.call(box, 'x'.repeat(10_000_000));
      box.dispatchEvent(new Event('input', { bubbles: true }));
    })()`);
    await expect(operator.page.getByRole('alert')).toContainText('10,000,000');
    await operator.page.getByRole('button', { name: 'Clear' }).click();
    await expect(operator.grid(/users/i)).toBeVisible();
  });
});

test('several pasted lines become a list', async () => {
  const { page, searchBox } = operator;
  await operator.goto('/');
  await expect(searchBox).toBeVisible();
  const lines = Array.from({ length: 40 }, (_, at) => `user-${at}@alpha.example`);
  await searchBox.evaluate((box, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, lines.join('\r\n'));
  await expect(searchBox).toHaveValue('');
  await page.getByRole('button', { name: 'Make a list of these 40 lines' }).click();
  await expect(page.getByRole('textbox', { name: 'List' })).toHaveValue(lines.join('\n'));
});

test('a session that was ended from a search stays on screen with its user, outcome and report', async () => {
  const { page, dialog } = operator;
  const { handle } = await core.signIn('emp-1815');
  await operator.search(handle);
  const row = operator.grid('Sessions found').locator('tbody').getByRole('row');
  await row.getByRole('button', { name: /^End: / }).click();
  await operator.confirm('End 1 session');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(row).toContainText('Ended');
  await expect(row.getByRole('button', { name: /^End/ })).toHaveCount(0);
  await expect(found(ada)).toBeVisible();
  await row.getByRole('link', { name: 'Open the report' }).click();
  const main = page.getByRole('main');
  await expect(main).toContainText('1 of 1 session ended');
  // A window that is loaded anew has forgotten it: then the audit log is asked.
  await operator.search(handle);
  await expect(main).toContainText('No user or session matches');
  await expect(main).toContainText(
    'The audit log has a revocation with this session: This session was ended.',
  );
  await main.getByRole('link', { name: 'Open the report' }).click();
  await expect(main).toContainText('1 of 1 session ended');
});

test('the last searches are kept in memory, and all users are shown below an empty box', async () => {
  await operator.search(ada);
  await expect(found(ada)).toBeVisible();
  await operator.searchBox.press('Escape');
  const recent = operator.page.getByRole('list', { name: 'Recent searches' });
  await expect(recent.getByRole('button', { name: ada, exact: true })).toBeVisible();
  await expect(operator.page.getByText('300 users in all, 3 tenants')).toBeVisible();
});

test('a search is among the last ones as soon as it has found something, though a tenant has not answered yet', async () => {
  slow.decide(({ path }) => (path.startsWith('/north/') ? 'held' : 'none'));
  await connectTo(operator, { name: 'slow core', address: slow.uri, key: core.key });
  await operator.search(ada);
  await expect(found(ada)).toBeVisible();
  await expect(operator.page.locator('main [aria-busy="true"]')).not.toHaveCount(0);
  await operator.searchBox.press('Escape');
  const recent = operator.page.getByRole('list', { name: 'Recent searches' });
  await expect(recent.getByRole('button', { name: ada, exact: true })).toBeVisible();
  slow.decide();
});
