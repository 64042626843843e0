import { expect, type Locator, test } from '@playwright/test';
import { signUp } from '../../contract/client.ts';
import { connectTo, consoleUnderTest, showUser } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { previewOf } from '../support/planning.ts';
import { rowsInSight } from '../support/rows-in-sight.ts';

const core = ownCoreUnderTest();
const operator = consoleUnderTest({ colourScheme: 'dark' });

test.beforeAll(() => connectTo(operator, { name: 'own core', address: core.uri, key: core.key }));

/** The colour of an element's ground, as the browser computed it. */
function groundOf(element: Locator): Promise<string> {
  return element.evaluate((shown) => getComputedStyle(shown).backgroundColor);
}

test('in the dark theme dialogs, the palette and menus have another shade than the page below them', async () => {
  const { dialog, page } = operator;
  await showUser(operator, 'emp-1815');
  const pageGround = await groundOf(page.locator('body'));
  const raised = page
    .locator('.mantine-Modal-content, .mantine-Spotlight-content, .mantine-Menu-dropdown')
    .filter({ visible: true });
  const expectRaised = async () => {
    await expect(raised.first()).toBeVisible();
    const ground = await groundOf(raised.first());
    expect(ground).toMatch(/^rgb\(/);
    expect(ground).not.toBe(pageGround);
  };
  await page.getByRole('button', { name: /^End \d+ sessions …$/ }).click();
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeVisible();
  await expectRaised();
  // The bar with the buttons has the ground of the dialog, not that of the page.
  const bar = dialog.getByRole('button', { name: 'Cancel' }).locator('xpath=../..');
  expect(await groundOf(bar)).toBe(await groundOf(raised.first()));
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(raised).toHaveCount(0);
  const some = page.getByRole('button', { name: 'End only some of the sessions' });
  await some.click();
  await expectRaised();
  await some.click();
  await expect(raised).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+k');
  await expectRaised();
  await page.keyboard.press('Escape');
});

for (const size of [
  { width: 1_440, height: 900 },
  { width: 1_024, height: 700 },
]) {
  test.describe(`in a window of ${size.width}×${size.height}`, () => {
    // The last one looks at what the one before it ended.
    test.describe.configure({ mode: 'serial' });
    test.beforeAll(() => operator.page.setViewportSize(size));

    /** From the left to the right edge. */
    async function edgesOf(element: Locator): Promise<readonly number[]> {
      const box = await element.boundingBox();
      return box === null ? [] : [box.x, box.x + box.width].map(Math.round);
    }

    test('the search box is as wide as the table below it', async () => {
      const { page, searchBox } = operator;
      async function expectAsWide(name: string): Promise<void> {
        const frame = page.getByRole('grid', { name }).locator('xpath=..');
        await expect(frame).toBeVisible();
        // A bar for scrolling comes with the last rows, and moves both.
        await expect(async () => expect(await edgesOf(frame)).toEqual(await edgesOf(searchBox))).toPass();
      }
      await operator.goto('/');
      await expectAsWide('All users');
      await operator.search('ada@alpha.example');
      await expectAsWide('Users found');
    });

    test('every sentence about gaps can be read on a report without scrolling it', async () => {
      const { page } = operator;
      for (const tenant of ['', '/acme'])
        await signUp(core.client, `twin@${size.width}.rows.example`, tenant);
      const userId = await signUp(core.client, `one@${size.width}.rows.example`);
      core.sandbox.seedSessions({ userId, count: 1 });
      const preview = previewOf(operator);
      const lines = ['one', 'twin', 'nobody'].map((name) => `${name}@${size.width}.rows.example`);
      await preview.pasteList([...lines, 'two\tcolumns']);
      await preview.ready();
      await page.getByRole('button', { name: 'End 1 session …' }).click();
      await operator.begin('End 1 session');
      await expect(page.getByRole('button', { name: 'Try these again' })).toBeVisible();
      const gaps = page.getByRole('region', { name: 'Not covered', exact: true });
      const kinds = gaps.getByText('1 ambiguous line, 1 unknown line, 1 malformed line');
      if (await gaps.getByRole('listitem').first().isHidden()) {
        await expect(kinds).toBeInViewport({ ratio: 1 });
        await kinds.click();
      }
      await expect(gaps.getByRole('listitem')).toHaveCount(3);
      for (const sentence of await gaps.getByRole('listitem').all())
        await expect(sentence).toBeInViewport({ ratio: 1 });
      for (const text of [
        '1 of 1 session ended',
        'OAuth2 tokens',
        'Access tokens may be accepted until',
        'Details',
      ])
        await expect(page.getByRole('region', { name: 'Result' }).getByText(text).first()).toBeInViewport({
          ratio: 1,
        });
      await gaps.locator('summary').click();
    });

    test('a list of past revocations shows all its columns, and the button that deletes a report', async () => {
      await operator.goto('/revocations');
      const past = operator.grid('Past revocations');
      await expect(past.getByRole('button', { name: /^Delete the revocation/ }).first()).toBeInViewport({
        ratio: 1,
      });
      for (const cut of await past.getByText(/^open until/).all())
        expect(
          await cut.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
        ).toBeLessThanOrEqual(0);
    });

    test('a session that was found can be opened and ended without scrolling its table', async () => {
      const userId = await signUp(core.client, `found@${size.width}.rows.example`);
      const [handle = ''] = core.sandbox.seedSessions({ userId, count: 1 });
      await operator.goto('/');
      await operator.search(handle);
      const found = operator.grid('Sessions found').locator('tbody').getByRole('row').first();
      await expect(found.getByRole('button', { name: 'End' })).toBeInViewport({ ratio: 1 });
      await expect(found.getByRole('link', { name: /^Open/ })).toBeInViewport({ ratio: 1 });
    });

    test('the page of a user leaves room for 12 sessions', async () => {
      const userId = await signUp(core.client, `many@${size.width}.rows.example`);
      core.sandbox.seedSessions({ userId, count: 20 });
      await operator.goto(`/users/${userId}`);
      await expect.poll(() => rowsInSight(operator.grid(/^Sessions of/))).toBeGreaterThanOrEqual(12);
    });

    test('a preview with gaps, and its report, leave room for 12 rows', async () => {
      const { dialog, page } = operator;
      const preview = previewOf(operator);
      const addresses = Array.from({ length: 20 }, (_, at) => `row-${at}@${size.width}.rows.example`);
      for (const address of addresses) {
        const userId = await signUp(core.client, address);
        core.sandbox.seedSessions({ userId, count: 1 });
      }
      const unknown = Array.from({ length: 20 }, (_, at) => `nobody-${at}@${size.width}.rows.example`);
      await preview.pasteList([...addresses, 'two\tcolumns', ...unknown]);
      await preview.ready();
      await expect(page.getByRole('region', { name: 'Not covered by this preview' })).toBeInViewport({
        ratio: 1,
      });
      await expect.poll(() => rowsInSight(preview.lines)).toBeGreaterThanOrEqual(12);

      await page.getByRole('button', { name: 'End 20 sessions …' }).click();
      await operator.begin('End 20 sessions');
      await expect(dialog).toBeHidden();
      const sessions = operator.grid('Sessions of this revocation');
      await expect.poll(() => rowsInSight(sessions)).toBeGreaterThanOrEqual(12);
      await expect(page.getByRole('region', { name: 'Not covered', exact: true })).toBeInViewport({
        ratio: 1,
      });
      await expect(page.getByRole('button', { name: 'Evidence bundle …' })).toBeVisible();
      const head = await page.getByRole('heading', { level: 1 }).boundingBox();
      const button = await page.getByRole('button', { name: 'Evidence bundle …' }).boundingBox();
      expect(Math.abs((head?.y ?? 0) - (button?.y ?? 100))).toBeLessThan(12);
      await page.getByText('Not covered: 21').click();
      await expect.poll(() => rowsInSight(operator.grid('What was not covered'))).toBeGreaterThanOrEqual(12);
    });

    test('the preview of a rule that is undecided about sessions leaves room for 12 rows', async () => {
      const { page } = operator;
      const userId = await signUp(core.client, `rule@${size.width}.rows.example`);
      const at = { userId, count: 20 };
      core.sandbox.seedSessions({ ...at, userDataInDatabase: { ip: '10.44.0.1' } as never });
      core.sandbox.seedSessions({ ...at, count: 2, userDataInDatabase: {} as never });
      await operator.goto('/revocations/new/rule');
      await page.getByRole('textbox', { name: 'Condition 1: value' }).fill('10.44.0.0/16');
      await page.getByRole('button', { name: 'Add a condition to the rule' }).click();
      await page.getByRole('combobox', { name: 'Condition 2: field' }).click();
      await page.getByRole('option', { name: 'E-mail domain of the user' }).click();
      await page.getByRole('textbox', { name: 'Condition 2: value' }).fill(`${size.width}.rows.example`);
      await page.getByRole('button', { name: 'Find the sessions' }).click();
      const preview = previewOf(operator);
      await preview.ready();
      await expect(page.getByRole('region', { name: 'Undecided sessions' })).toBeInViewport({ ratio: 1 });
      await expect.poll(() => rowsInSight(preview.sessions)).toBeGreaterThanOrEqual(12);
      await expect(page.getByRole('button', { name: 'Export all sessions' })).toBeInViewport({ ratio: 1 });
      await expect(page.getByText('Unchecked rows are not ended.')).toBeInViewport({ ratio: 1 });
    });

    test('what a scan of everyone cannot find can be read on its preview, above 12 rows', async () => {
      const { page } = operator;
      await operator.goto('/revocations/new/rule');
      await page.getByText('Everyone', { exact: true }).click();
      await page.getByRole('button', { name: 'Find the sessions' }).click();
      const preview = previewOf(operator);
      await preview.ready();
      await expect(page.getByText(/^A scan cannot find sessions/)).toBeInViewport({ ratio: 1 });
      await expect.poll(() => rowsInSight(preview.sessions)).toBeGreaterThanOrEqual(12);
      await page.getByRole('button', { name: 'Discard' }).click();
    });

    test('a past revocation shows its first user and how many more there are', async () => {
      await operator.goto('/revocations');
      const cell = operator
        .grid('Past revocations')
        .locator('tbody')
        .getByRole('row')
        .first()
        .getByText('and 19 more');
      await expect(cell).toBeVisible();
      await expect(cell.locator('xpath=..')).toContainText(/^row-\d+@.*and 19 more$/);
      // The name is cut off where there is no room, the number is not.
      const isCut = () =>
        cell.evaluate((more) => {
          const end = more.closest('td')?.getBoundingClientRect().right ?? 0;
          return more.getBoundingClientRect().right > end;
        });
      await expect.poll(isCut).toBe(false);
    });
  });
}
