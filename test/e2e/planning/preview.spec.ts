import { expect, type Locator, test } from '@playwright/test';
import type { Draft } from '../../../src/contract/domain/planning/draft.ts';
import { signUp } from '../../contract/client.ts';
import { callMain } from '../support/call-main.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { type Preview, previewOf } from '../support/planning.ts';
import { isListing, slowCoreUnderTest } from '../support/slow-core.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);
let preview: Preview;
let connectionId: string;

test.beforeAll(async () => {
  connectionId = await connectTo(operator, { name: 'own core', address: slow.uri, key: core.key });
  preview = previewOf(operator);
});

/** A user with sessions, of one test alone. */
async function newOwner(email: string, count: number, data?: Record<string, string>): Promise<string> {
  const userId = await signUp(core.client, email);
  const recorded = data === undefined ? {} : { userDataInDatabase: data };
  core.sandbox.seedSessions({ userId, count, tenantId: 'public', ...recorded });
  return email;
}

async function topOf(locator: Locator): Promise<number> {
  return (await locator.boundingBox())?.y ?? Number.NaN;
}

function rowsOf(table: Locator): Locator {
  return table.locator('tbody').getByRole('row');
}

test('no row moves when a row is unchecked and checked again', async () => {
  const [first, second] = [await newOwner('one@still.example', 2), await newOwner('two@still.example', 1)];
  await preview.pasteList([first, second]);
  await preview.ready();
  const row = preview.row(second);
  const before = await topOf(row);
  await row.getByRole('checkbox').uncheck();
  await expect(preview.numbers).toContainText('1 excluded');
  expect(await topOf(row)).toBe(before);
  await preview.row(first).getByRole('checkbox').uncheck();
  await expect(operator.page.getByText('All sessions are excluded')).toBeVisible();
  expect(await topOf(row)).toBe(before);
  await row.getByRole('checkbox').check();
  await expect(preview.numbers).toContainText('2 excluded');
  expect(await topOf(row)).toBe(before);
});

test('no row moves when the look-up becomes ready', async () => {
  const addresses = [await newOwner('first@ready.example', 2), await newOwner('last@ready.example', 1)];
  // Nothing is ready before the last line was looked up.
  slow.decide(({ path }) => (path.includes(encodeURIComponent('last@ready.example')) ? 'held' : 'none'));
  await preview.pasteList([...addresses, 'nobody@ready.example']);
  const row = preview.row('first@ready.example');
  await expect(row).toBeVisible();
  await expect(operator.page.getByText('Lines that the core does not know are counted here')).toBeVisible();
  const before = await topOf(row);
  slow.decide();
  await preview.ready();
  await expect(operator.page.getByRole('region', { name: 'Not covered by this preview' })).toBeVisible();
  expect(await topOf(row)).toBe(before);
});

test('what is not read yet is said in a small window too while users are scanned', async () => {
  const { page } = operator;
  let listed = 0;
  slow.decide((request) => {
    if (!isListing(request)) return 'none';
    listed += 1;
    return listed < 60 ? 'delay' : 'held';
  });
  await page.setViewportSize({ width: 1_024, height: 700 });
  await operator.goto('/revocations/new/rule');
  await page.getByRole('textbox', { name: 'Condition 1: value' }).fill('10.98.0.0/16');
  await page.getByRole('button', { name: 'Find the sessions' }).click();
  const hint = page.getByText('What could not be read is counted here when all users were scanned.');
  // The line is longest then.
  await expect(preview.progress).toContainText('users per second');
  await expect(hint).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: 1_440, height: 900 });
  slow.decide();
  await preview.ready();
});

test('headers and filters stay when a filter or a search matches no row', async () => {
  const { page } = operator;
  await preview.pasteList([await newOwner('only@empty.example', 1)]);
  await preview.ready();
  const header = preview.lines.getByRole('columnheader', { name: 'Result' });
  await page.getByText('Excluded', { exact: true }).click();
  await expect(page.getByText('No line matches')).toBeVisible();
  await expect(header).toBeVisible();
  await expect(page.getByText('All 1', { exact: true })).toBeVisible();
  await page.getByText('All 1', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Search these lines' }).fill('no such text');
  await expect(page.getByText('No line matches')).toBeVisible();
  await expect(header).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(preview.row('only@empty.example')).toBeVisible();
});

test('lines are sorted by a column, searched, and shown in the order of the list again', async () => {
  const { page } = operator;
  await preview.pasteList([
    ...['nobody-b@sorted.example', await newOwner('ada@sorted.example', 1), 'nobody-a@sorted.example'],
    await newOwner('bob@sorted.example', 2),
  ]);
  await preview.ready();
  const sorter = preview.lines.getByRole('button', { name: 'Text' });
  await sorter.click();
  await expect(rowsOf(preview.lines).first()).toContainText('ada@sorted.example');
  await expect(rowsOf(preview.lines).last()).toContainText('nobody-b@sorted.example');
  await sorter.click();
  await expect(rowsOf(preview.lines).first()).toContainText('nobody-b@sorted.example');
  await expect(sorter).toBeFocused();
  await page.getByRole('textbox', { name: 'Search these lines' }).fill('bob@');
  await expect(rowsOf(preview.lines)).toHaveCount(1);
  // A row that was found is excluded like any other.
  await preview.row('bob@sorted.example').getByRole('checkbox').uncheck();
  await expect(preview.numbers).toContainText('2 excluded');
  await expect(preview.row('bob@sorted.example').getByRole('checkbox')).not.toBeChecked();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.getByRole('button', { name: 'Order of the list' }).click();
  await expect(rowsOf(preview.lines)).toHaveCount(4);
  await expect(rowsOf(preview.lines).first()).toContainText('nobody-b@sorted.example');
});

test('a line that selects no session says why its box is disabled, also to the keyboard', async () => {
  const { page } = operator;
  await preview.pasteList(['nobody@why.example', await newOwner('ada@why.example', 1)]);
  await preview.ready();
  const reason = 'This line selects no session. Unknown: no session and no user has this value.';
  const box = preview.line(1).getByRole('checkbox', { name: reason });
  await expect(box).toHaveAttribute('aria-disabled', 'true');
  await preview.line(1).focus();
  await page.keyboard.press('Tab');
  await expect(box).toBeFocused();
  await expect(page.getByRole('tooltip', { name: reason })).toBeVisible();
});

test('undecided sessions show their new marks at once, and are sorted and searched like the others', async () => {
  const { page } = operator;
  for (const name of ['ada', 'bob']) await newOwner(`${name}@undecided.example`, 2, {});
  await operator.goto('/revocations/new/rule');
  await page.getByRole('textbox', { name: 'Condition 1: value' }).fill('10.99.0.0/16');
  await page.getByRole('button', { name: 'Add a condition to the rule' }).click();
  await page.getByRole('combobox', { name: 'Condition 2: field' }).click();
  await page.getByRole('option', { name: 'E-mail domain of the user' }).click();
  await page.getByRole('textbox', { name: 'Condition 2: value' }).fill('undecided.example');
  await page.getByRole('button', { name: 'Find the sessions' }).click();
  await preview.ready();
  await page.getByText('4 undecided', { exact: true }).click();
  const boxes = rowsOf(preview.sessions).getByRole('checkbox');
  await expect(boxes).toHaveCount(4);
  const note = page.getByRole('region', { name: 'Undecided sessions' });
  await note.getByRole('button', { name: 'Include all 4' }).click();
  await expect(rowsOf(preview.sessions).getByRole('checkbox', { checked: true })).toHaveCount(4);
  await expect(note.getByRole('button', { name: 'Include none' })).toBeEnabled();

  // No mark from before is seen after the click, until the rows are read again.
  await preview.sessions.evaluate((table) => {
    const marks: number[] = [];
    const count = () => marks.push(table.querySelectorAll('tbody input:checked').length);
    Object.assign(window, { marks });
    new MutationObserver(count).observe(table, { subtree: true, childList: true, attributes: true });
  });
  await note.getByRole('button', { name: 'Include none' }).click();
  await expect(rowsOf(preview.sessions).getByRole('checkbox', { checked: true })).toHaveCount(0);
  await expect(note).toContainText('4 undecided sessions are not ended unless you include them.');
  const marks = await page.evaluate(() => (window as unknown as { marks: number[] }).marks);
  expect(marks.slice(marks.indexOf(0)).filter((checked) => checked > 0)).toEqual([]);

  await page.getByRole('textbox', { name: 'Search these sessions' }).fill('bob@undecided');
  await expect(rowsOf(preview.sessions)).toHaveCount(2);
  await preview.sessions.getByRole('button', { name: 'User' }).click();
  await expect(rowsOf(preview.sessions)).toHaveCount(2);
  await expect(rowsOf(preview.sessions).first()).toContainText('bob@undecided.example');
});

test('what a long rule does not cover is whole in a small window, its undecided sessions below it', async () => {
  const { page } = operator;
  const domain = 'accounts-of-the-subsidiary-in-the-north.example';
  await newOwner(`ada@${domain}`, 1, {});
  await page.setViewportSize({ width: 1_024, height: 700 });
  await operator.goto('/revocations/new/rule');
  await page.getByRole('textbox', { name: 'Condition 1: value' }).fill('10.97.0.0/16');
  await page.getByRole('button', { name: 'Add a condition to the rule' }).click();
  await page.getByRole('combobox', { name: 'Condition 2: field' }).click();
  await page.getByRole('option', { name: 'E-mail domain of the user' }).click();
  await page.getByRole('textbox', { name: 'Condition 2: value' }).fill(domain);
  await page.getByRole('button', { name: 'Find the sessions' }).click();
  await preview.ready();
  await page.getByText('1 undecided', { exact: true }).click();
  await expect(page.getByRole('region', { name: 'Undecided sessions' })).toBeVisible();
  const notCovered = page.getByRole('region', { name: 'Not covered by this preview' });
  await expect(notCovered).toContainText('1 undecided session');
  await expect(notCovered).toBeInViewport({ ratio: 1 });
  await page.setViewportSize({ width: 1_440, height: 900 });
});

test('a time is written in ISO order, or chosen relative to now', async () => {
  const { page } = operator;
  await operator.goto('/revocations/new/rule');
  await page.getByRole('combobox', { name: 'Condition 1: field' }).click();
  await page.getByRole('option', { name: 'Session created' }).click();
  const time = page.getByRole('textbox', { name: /^Condition 1: date and time/ });
  await time.fill('11/24/2026 2 PM');
  await page.getByRole('button', { name: 'Find the sessions' }).click();
  await expect(page.getByText('Enter date and time like 2026-11-24 14:00.')).toBeVisible();
  await time.fill('2026-11-24 14:00Z');
  await expect(page.getByText(/created before 2026-11-2\d \d\d:\d\d/)).toBeVisible();
  await page.getByRole('button', { name: 'Condition 1: relative time' }).click();
  await page.getByRole('menuitem', { name: 'The last 2 hours' }).click();
  await expect(page.getByRole('combobox', { name: 'Condition 1: operator' })).toHaveValue('after');
  await expect(time).toHaveValue(/^\d{4}-\d\d-\d\d \d\d:\d\d/);
  await expect(page.getByText(/created after \d{4}-\d\d-\d\d \d\d:\d\d/)).toBeVisible();
});

test('a rule with more than 100 chosen tenants says why its total is not known', async () => {
  const tenants = Array.from({ length: 101 }, (_, at) => `many-${at}`);
  for (const tenantId of tenants)
    await core.client.put('/recipe/multitenancy/tenant/v2', { tenantId, firstFactors: null });
  // As the form starts it: to choose so many one by one takes long, and others choose one.
  const draft = await callMain<Draft>(operator.page, 'planning.startRule', {
    ...{ connectionId, tenants, rule: { all: [] } },
  });
  if (!draft.ok) throw new Error(`The rule was refused: ${JSON.stringify(draft.error)}`);
  await operator.goto(`/revocations/drafts/${draft.value.id}`);
  await preview.ready();
  await expect(preview.progress).toContainText(
    'total not known: the users of more than 100 tenants are not counted before the scan',
  );
});
