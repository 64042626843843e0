import { expect, test } from '@playwright/test';
import type { Settings } from '../../../src/contract/domain/app.ts';
import { callMain } from '../support/call-main.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { testUsersOf } from '../support/users.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const { alive, newUser } = testUsersOf(core);

test.beforeAll(async () => {
  await connectTo(operator, { name: 'prod', address: core.uri, key: core.key, environment: 'Production' });
});

test('a revocation on production takes a reason, a ticket of the form in the settings, and the number', {
  tag: '@control:end-guards',
}, async () => {
  const { page, dialog, launched } = operator;
  const { id, handles } = await newUser('ticketed', 3);
  await operator.goto('/settings');
  const required = page.getByRole('switch', { name: 'Required' });
  // What is chosen is shown once it is on its way to be saved, so not within the click.
  await required.click();
  await expect(required).toBeChecked();
  await page.getByRole('textbox', { name: 'Format' }).fill('(unclosed');
  await expect(page.getByText(/regular expression/i).last()).toBeVisible();
  await page.getByRole('textbox', { name: 'Format' }).fill('INC-\\d+');
  await page.getByRole('textbox', { name: 'Format' }).press('Enter');

  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 3 sessions …', exact: true }).click();
  await expect(dialog).toContainText('PRODUCTION');
  const end = dialog.getByRole('button', { name: 'End 3 sessions' });
  await expect(dialog).toContainText('Enter a reason first.');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('stolen laptop');
  await expect(dialog).toContainText('Enter a ticket first.');
  const ticket = dialog.getByRole('textbox', { name: 'Ticket' });
  await ticket.fill('see INC-2214');
  await expect(dialog.getByText(/does not have the form/).first()).toBeVisible();
  await expect(end).toBeDisabled();
  await ticket.fill('INC-2214');
  await expect(dialog).toContainText('Type 3 first.');
  const number = dialog.getByRole('textbox', { name: 'Type 3 to confirm' });
  await number.fill('30');
  await expect(end).toBeDisabled();
  await number.fill('3');
  await expect(end).toBeEnabled();
  // Enter leads from field to field and to the button, and ends nothing on the way.
  const reason = dialog.getByRole('textbox', { name: 'Reason' });
  for (const [field, next] of [
    [reason, ticket],
    [ticket, number],
    [number, end],
  ] as const) {
    await field.press('Enter');
    await expect(next).toBeFocused();
  }
  expect(await alive(id)).toHaveLength(handles.length);

  await operator.confirm('End 3 sessions');
  expect(await alive(id)).toEqual([]);
  await dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(page.getByText('INC-2214', { exact: true })).toBeVisible();
  await expect(page.getByText('stolen laptop', { exact: true })).toBeVisible();

  await operator.goto('/settings');
  await required.click();
  // The operator says no: a page alone cannot do without tickets.
  await expect(page.getByText('The question of Curfew was not answered with yes.')).toBeVisible();
  await expect(required).toBeChecked();
  expect((await launched.questions()).at(-1)?.detail).toBe('Sessions can be ended without a ticket.');
  await launched.answerQuestions('yes');
  await required.click();
  await expect
    .poll(() => callMain<Settings>(page, 'app.settings', {}))
    .toMatchObject({ ok: true, value: { ticket: { required: false } } });
  await launched.answerQuestions('no');
});

test('on production the number typed right after the reason is the number, and only a new press ends', async () => {
  const { page, dialog } = operator;
  const { id } = await newUser('typed', 2);
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 2 sessions …', exact: true }).click();
  const end = dialog.getByRole('button', { name: 'End 2 sessions' });
  const reason = dialog.getByRole('textbox', { name: 'Reason' });
  const number = dialog.getByRole('textbox', { name: 'Type 2 to confirm' });
  await expect(reason).toBeFocused();
  await page.keyboard.type('stolen laptop');
  await page.keyboard.press('Enter');
  await page.keyboard.type('2');
  await expect(reason).toHaveValue('stolen laptop');
  await expect(number).toHaveValue('2');
  // A key that is held down repeats on the button that has the focus by then.
  await page.keyboard.down('Enter');
  await expect(end).toBeFocused();
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  await expect(end).toBeEnabled();
  expect(await alive(id)).toHaveLength(2);

  await number.fill('3');
  await number.press('Enter');
  await expect(number).toBeFocused();
  await number.fill('2');
  await page.keyboard.press('Tab');
  await expect(end).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('2 of 2 sessions ended');
  expect(await alive(id)).toEqual([]);
  await dialog.getByRole('button', { name: 'Close' }).click();
});

test('the number that confirms is typed in sight in a small window, also while the options are open', async () => {
  const { page, dialog } = operator;
  await page.setViewportSize({ width: 1_024, height: 700 });
  const { id } = await newUser('in-sight', 2);
  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 2 sessions …', exact: true }).click();
  await dialog.getByText(/^Options: 3 passes, no watch$/).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('stolen laptop');
  await page.keyboard.press('Enter');
  const number = dialog.getByRole('textbox', { name: 'Type 2 to confirm' });
  await expect(number).toBeFocused();
  const bottom = async () => {
    const box = await number.boundingBox();
    return (box?.y ?? 0) + (box?.height ?? 0);
  };
  const buttons = await dialog.getByRole('button', { name: 'Cancel' }).boundingBox();
  await expect.poll(bottom).toBeLessThanOrEqual(buttons?.y ?? 0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.setViewportSize({ width: 1_440, height: 900 });
});

test("the operator's own sessions are counted before they are ended", async () => {
  const { page, dialog } = operator;
  const { id, email } = await newUser('operator', 2);
  const other = await newUser('somebody', 2);
  await operator.goto('/settings');
  const own = page
    .getByRole('combobox', { name: 'Your own users' })
    .or(page.getByRole('textbox', { name: 'Your own users' }));
  await own.fill(id);
  await own.press('Enter');
  await expect(page.getByText(id, { exact: true })).toBeVisible();

  await operator.goto(`/users/${id}`);
  await page.getByRole('button', { name: 'End 2 sessions …', exact: true }).click();
  await expect(dialog).toContainText(`End 2 sessions of ${email}?`);
  await expect(dialog).toContainText('2 of these are your own sessions');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await operator.goto(`/users/${other.id}`);
  await page.getByRole('button', { name: 'End 2 sessions …', exact: true }).click();
  await expect(dialog).toContainText(`End 2 sessions of ${other.email}?`);
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeVisible();
  await expect(dialog).not.toContainText('your own');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await alive(id, other.id)).toHaveLength(4);
});
