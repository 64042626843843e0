import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { consoleUnderTest, type Operator } from './support/console.ts';

// Legacy mode: otherwise axe finishes in a second page, and the console has one.
async function expectNoViolations({ page }: Operator): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html }) => `${id} (${help}): ${html}`),
  );
  expect(found).toEqual([]);
}

const views: readonly { name: string; path: string; ready: string | RegExp }[] = [
  { name: 'search with all users', path: '/', ready: '300 users in 3 tenants' },
  { name: 'search results', path: '/?q=ada%40alpha.example', ready: /1 user found/ },
  { name: 'nothing found', path: '/?q=nobody%40nowhere.example', ready: 'No user or session matches.' },
  { name: 'users', path: '/users', ready: '300 users in 3 tenants' },
  { name: 'a user', path: '/users/emp-1815', ready: 'Login methods' },
  { name: 'an id that is no user', path: '/users/service-nightly-export', ready: /service-nightly-export/ },
  { name: 'a session that is not there', path: '/sessions/nothing', ready: /not there/ },
  { name: 'revocations', path: '/revocations', ready: /Revocations/ },
  { name: 'connections', path: '/connections', ready: 'Add a connection' },
  { name: 'settings', path: '/settings', ready: 'Settings' },
];

for (const colourScheme of ['light', 'dark'] as const) {
  test.describe(`axe finds nothing, ${colourScheme}`, () => {
    const operator = consoleUnderTest({ colourScheme });

    for (const { name, path, ready } of views) {
      test(`on: ${name}`, async () => {
        await operator.goto(path);
        await expect(operator.page.getByText(ready).first()).toBeVisible();
        await expectNoViolations(operator);
      });
    }

    test('on: a session, the question, the answer, and its report', async () => {
      await operator.goto('/users/emp-1815');
      const first = operator
        .grid(/^Sessions of/)
        .locator('tbody')
        .getByRole('row')
        .first();
      await first.getByRole('link', { name: /^Open session/ }).click();
      const end = operator.page.getByRole('button', { name: /^End this session/ });
      await expect(end).toBeEnabled();
      await expectNoViolations(operator);
      await end.click();
      await expect(operator.dialog.getByRole('button', { name: 'End 1 session' })).toBeVisible();
      await expectNoViolations(operator);
      await operator.confirm('End 1 session');
      await expectNoViolations(operator);
      await operator.dialog.getByRole('link', { name: 'Open the report' }).click();
      await expect(operator.grid(/targets|sessions/i)).toBeVisible();
      await expectNoViolations(operator);
    });
  });
}
