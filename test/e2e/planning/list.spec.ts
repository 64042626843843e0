import { expect, test } from '@playwright/test';
import { signUp } from '../../contract/client.ts';
import { connectTo, consoleUnderTest } from '../support/console.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { type Preview, previewOf, stillThere } from '../support/planning.ts';
import { slowCoreUnderTest } from '../support/slow-core.ts';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const slow = slowCoreUnderTest(core);
let preview: Preview;

test.beforeAll(async () => {
  await connectTo(operator, { name: 'own core', address: core.uri, key: core.key });
  preview = previewOf(operator);
});

interface Owner {
  readonly id: string;
  readonly email: string;
  readonly handles: string[];
}

/** A user with sessions, of one test alone and not of the sample data. */
async function newOwner(email: string, sessions: number, tenant = 'public'): Promise<Owner> {
  const id = await signUp(core.client, email, tenant === 'public' ? '' : `/${tenant}`);
  return { id, email, handles: seed(id, sessions, tenant) };
}

function seed(userId: string, count: number, tenantId = 'public'): string[] {
  return core.sandbox.seedSessions({ userId, count, tenantId });
}

async function byPhone(phoneNumber: string, sessions: number): Promise<Owner> {
  const code = (await core.client.post('/recipe/signinup/code', { phoneNumber })).body;
  const { preAuthSessionId, deviceId, userInputCode } = code;
  const { body } = await core.client.post('/recipe/signinup/code/consume', {
    preAuthSessionId,
    deviceId,
    userInputCode,
  });
  const { id } = body.user as { id: string };
  return { id, email: phoneNumber, handles: seed(id, sessions) };
}

async function withExternalId(email: string, externalUserId: string, sessions: number): Promise<Owner> {
  const superTokensUserId = await signUp(core.client, email);
  await core.client.post('/recipe/userid/map', { superTokensUserId, externalUserId });
  return { id: externalUserId, email, handles: seed(externalUserId, sessions) };
}

async function expectLines(expected: Readonly<Record<number, string | RegExp>>): Promise<void> {
  for (const [line, is] of Object.entries(expected)) {
    await expect(preview.line(Number(line))).toContainText(is);
  }
}

test('a mixed list goes from paste to report: every line has its result, and exactly the selected sessions are ended', async () => {
  const { page, dialog } = operator;
  const anna = await newOwner('anna@paste.example', 3);
  const bela = await withExternalId('bela@paste.example', 'emp-paste-1', 2);
  const cili = await newOwner('cili@paste.example', 2);
  const dora = await byPhone('+36701112233', 1);
  const emil = await newOwner('emil@paste.example', 2);
  const feri = await newOwner('feri@paste.example', 1);
  const { handle: ofToken, accessToken } = await core.signIn(feri.id);
  const twinHere = await newOwner('twin@paste.example', 2);
  const twinThere = await newOwner('twin@paste.example', 1, 'acme');
  const [ofEmil = '', otherOfEmil = ''] = emil.handles;
  const nobody = '11111111-2222-4333-8444-555555555555';

  await preview.pasteList([
    ...[anna.email, 'emp-paste-1', cili.id, '+36 70 111 2233', ofEmil, accessToken, '', 'ANNA@paste.example'],
    ...[anna.id, nobody, 'nobody@paste.example', 'half\tand half', 'twin@paste.example'],
  ]);
  await preview.ready();
  await expectLines({
    1: '3 sessions of anna@paste.example',
    2: '2 sessions of bela@paste.example',
    3: '2 sessions of cili@paste.example',
    4: '1 session of +36701112233',
    5: 'Session of emil@paste.example in tenant public',
    6: /^6[0-9a-f-]{36}access tokenSession of feri@paste.example in tenant public/,
    8: 'Same as line 1',
    9: 'Same as line 1',
    10: 'Unknown: no session and no user has this value',
    11: 'Unknown: no session and no user has this value',
    12: 'Malformed: it has several columns',
    13: '2 users, none chosen',
  });
  await expect(preview.lines).not.toContainText(accessToken.slice(0, 24));
  await expect(preview.progress).toContainText('12 of 12 lines looked up');
  await expect(preview.progress).toContainText('1 blank line skipped');
  await expect(preview.numbers).toContainText('10 sessions of 6 users');

  await page.getByRole('button', { name: 'Choose the users of line 13' }).click();
  await dialog.getByRole('checkbox', { name: `twin@paste.example (${twinThere.id})` }).check();
  await dialog.getByRole('button', { name: 'Choose 1 user' }).click();
  await expect(preview.row('twin@paste.example')).toContainText('1 of 2 users chosen: 1 session');
  await expect(preview.numbers).toContainText('11 sessions of 7 users');
  await expect(preview.numbers).toContainText('public 10, acme 1');

  const owners = [anna, bela, cili, dora, emil, feri, twinHere, twinThere];
  const all = [...owners.flatMap(({ handles }) => handles), ofToken];
  expect(await stillThere(core.client, all)).toEqual(all);

  await preview.end('11 sessions', 'leaked tokens, INC-1');
  const targets = operator
    .grid(/targets|sessions/i)
    .locator('tbody')
    .getByRole('row');
  await expect(targets).toHaveCount(11);
  // Of the sessions that were listed by their handle and by a token, too.
  for (const { email } of [emil, feri]) await expect(targets.filter({ hasText: email })).toHaveCount(1);
  const notEnded = [otherOfEmil, ...feri.handles, ...twinHere.handles];
  expect((await stillThere(core.client, all)).sort()).toEqual(notEnded.sort());
});

test('users of all ambiguous lines are chosen at once: by tenant, all of them, and none', async () => {
  const { page } = operator;
  const bar = page.getByRole('region', { name: 'Ambiguous lines' });
  const inPublic = [await newOwner('gabor@bulk.example', 2), await newOwner('hanna@bulk.example', 1)];
  const inAcme = [
    await newOwner('gabor@bulk.example', 1, 'acme'),
    await newOwner('hanna@bulk.example', 2, 'acme'),
  ];
  await preview.pasteList(inPublic.map(({ email }) => email));
  await preview.ready();
  await expect(bar).toContainText('2 ambiguous lines. No user is chosen.');

  async function choose(option: string, button: string): Promise<void> {
    await bar.getByRole('combobox', { name: 'Choose on all ambiguous lines' }).click();
    await page.getByRole('option', { name: option }).click();
    await bar.getByRole('button', { name: button }).click();
    await expect(bar).toContainText('2 lines changed.');
    // The button is gone; the focus stays near.
    await expect(page.locator('main :focus')).toHaveCount(1);
  }

  await choose('All candidates (2 lines)', 'Choose on 2 lines');
  await expect(preview.numbers).toContainText('6 sessions of 4 users');
  await choose('None (2 lines)', 'Choose on 2 lines');
  await expect(bar).toContainText('No user is chosen.');
  await choose('Only candidates in tenant acme (2 lines)', 'Choose on 2 lines');
  await expect(preview.row('hanna@bulk.example')).toContainText('1 of 2 users chosen: 2 sessions');
  await expect(preview.numbers).toContainText('3 sessions of 2 users');

  await preview.end('3 sessions', 'accounts of acme');
  const all = [...inPublic, ...inAcme].flatMap(({ handles }) => handles);
  expect((await stillThere(core.client, all)).sort()).toEqual(
    inPublic.flatMap(({ handles }) => handles).sort(),
  );
});

test('sessions of excluded lines are not ended', async () => {
  const one = await newOwner('one@excluded.example', 2);
  const two = await newOwner('two@excluded.example', 3);
  await preview.pasteList([one.email, two.email]);
  await preview.ready();
  await expect(preview.numbers).toContainText('5 sessions of 2 users');
  await preview.row(two.email).getByRole('checkbox').uncheck();
  await expect(preview.numbers).toContainText('2 sessions');
  await expect(preview.numbers).toContainText('3 excluded');
  await operator.page.getByText('Excluded', { exact: true }).click();
  await expect(preview.row(one.email)).toBeHidden();
  await expect(preview.row(two.email)).toBeVisible();
  await preview.end('2 sessions', 'two stays');
  expect(await stillThere(core.client, [...one.handles, ...two.handles])).toEqual(two.handles);
});

test('a CSV with quotes and line breaks in its cells has a recognised column, and the operator can choose another', async () => {
  const { page } = operator;
  const gita = await newOwner('gita@csv.example', 2);
  const huba = await newOwner('huba@csv.example', 1);
  const [handle = ''] = gita.handles;
  await preview.chooseFile(
    'people.csv',
    [
      'name,note,contact,session',
      `"Gita, ""the first""","two\nlines",gita@csv.example,${handle}`,
      '"Huba","=1+1; nothing",huba@csv.example,',
    ].join('\r\n'),
  );
  await expect(page.getByText('Recognised as CSV, encoded in UTF-8.')).toBeVisible();
  await expect(page.getByRole('radio', { name: /^session/ })).toBeChecked();
  await page.getByRole('radio', { name: /^contact/ }).check();
  await expect(page.getByRole('region', { name: 'Cost of the look-up' })).toContainText(
    /^2 lines\. The look-up takes \d+ to \d+ calls to the core/,
  );
  await preview.lookUp();
  await preview.ready();
  await expect(preview.lines.locator('tbody').getByRole('row')).toHaveCount(2);
  // The second record begins in the fourth line of the file: the one before it has a line break in a cell.
  await expectLines({
    2: '2 sessions of gita@csv.example',
    4: '1 session of huba@csv.example',
  });
  await preview.end('3 sessions', 'from a file');
  expect(await stillThere(core.client, [...gita.handles, ...huba.handles])).toEqual([]);
});

test('a file in the place of a pasted list is looked up in its own format, however fast the operator is', async () => {
  const { page } = operator;
  const jano = await newOwner('jano@fast.example', 1);
  await operator.goto('/revocations/new/list');
  await page.getByRole('textbox', { name: 'List' }).fill('nobody@fast.example');
  await expect(page.getByText('Recognised as text with one entry per line')).toBeVisible();
  const buffer = Buffer.from(`name,contact\nJano,${jano.email}\n`);
  await page.locator('input[type=file]').setInputFiles({ name: 'fast.csv', mimeType: 'text/csv', buffer });
  await preview.lookUp();
  await preview.ready();
  await expect(preview.row(jano.email)).toContainText('1 session of jano@fast.example');
});

test('a list can be in UTF-16 with CRLF, or in JSON lines', async () => {
  const { page } = operator;
  const ivan = await newOwner('ivan@wide.example', 1);
  await preview.chooseFile(
    'wide.txt',
    Buffer.from(`\ufeffivan@wide.example\r\nnobody@wide.example\r\n`, 'utf16le'),
  );
  await expect(page.getByText(/in UTF-16\./)).toBeVisible();
  await preview.lookUp();
  await preview.ready();
  await expectLines({ 1: '1 session of ivan@wide.example', 2: 'no session and no user' });

  await preview.chooseFile(
    'events.jsonl',
    `${JSON.stringify({ at: 1, user: { email: ivan.email } })}\n${JSON.stringify({ at: 2, user: {} })}\n`,
  );
  await expect(page.getByText('Recognised as JSON lines, encoded in UTF-8.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: /^Key of the value to look up/ })).toHaveValue('user.email');
  await preview.lookUp();
  await preview.ready();
  await expect(preview.row(ivan.email)).toContainText('1 session of ivan@wide.example');
  await expect(preview.progress).toContainText('2 lines looked up');
});

test('a binary file is refused with a reason, and cannot be looked up', async () => {
  await preview.chooseFile('people.xlsx', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 1, 2, 3]));
  const refusal = operator.page.getByRole('alert');
  await expect(refusal).toContainText('This file is an Excel workbook or another ZIP file.');
  await expect(refusal).toContainText('Save the list as text, CSV or JSON lines');
  await expect(operator.page.getByRole('button', { name: 'Look up the list' })).toBeDisabled();
});

test.describe('on production', () => {
  test('ending a list asks for the reason and the number', async () => {
    const { page, dialog } = operator;
    const { id, handles } = await newOwner('prod@list.example', 3);
    await connectTo(operator, {
      ...{ name: 'prod', address: core.uri, key: core.key, environment: 'Production' },
    });
    await preview.pasteList([id]);
    await preview.ready();
    await page.getByRole('button', { name: 'End 3 sessions …' }).click();
    await expect(dialog).toContainText('prod');
    const end = dialog.getByRole('button', { name: 'End 3 sessions' });
    const number = dialog.getByRole('textbox', { name: 'Type 3 to confirm' });
    await expect(end).toBeDisabled();
    await number.fill('3');
    await expect(end).toBeDisabled();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('leaked, INC-7');
    await expect(end).toBeEnabled();
    await number.fill('2');
    await expect(end).toBeDisabled();
    await number.fill('3');
    await number.press('Enter');
    expect(await stillThere(core.client, handles)).toEqual(handles);
    await end.click();
    await preview.reported('3 sessions', 'leaked, INC-7');
    expect(await stillThere(core.client, handles)).toEqual([]);
  });
});

test('a list of 20,000 lines shows its progress, is paused, resumed and stopped, and its rows can be scrolled', async () => {
  const { page } = operator;
  await connectTo(operator, { name: 'slow core', address: slow.uri, key: core.key });
  const lines = Array.from({ length: 20_000 }, (_, at) => `nobody-${at}@many.example`).join('\n');
  await preview.chooseFile('many.txt', lines);
  await expect(page.getByText('Recognised as text with one entry per line, encoded in UTF-8.')).toBeVisible();
  let asked = 0;
  /** So many calls are answered. The answers to those after them are held back, until something else is decided. */
  const hold = (answered: number) => {
    asked = 0;
    slow.decide(() => {
      asked += 1;
      return asked > answered ? 'held' : 'none';
    });
  };
  /** The calls under way get their answers, so often until main has heard of what was ordered. */
  const expectAfterCalls = (state: string) =>
    expect(async () => {
      hold(0);
      await expect(progress).toContainText(state, { timeout: 1_000 });
    }).toPass();
  hold(300);
  await preview.lookUp();
  const { progress } = preview;
  await expect(progress).toContainText(/[1-9]\d* of 20,000 lines looked up/);
  await expect(progress.getByRole('progressbar')).toBeVisible();
  await expect(page.getByRole('button', { name: 'End sessions …' })).toHaveAttribute('aria-disabled', 'true');
  // In a small window the progress has two lines, and nothing above the rows is cut off.
  await page.setViewportSize({ width: 1_024, height: 700 });
  await expect(page.getByText('Lines that the core does not know are counted here')).toBeInViewport({
    ratio: 1,
  });
  await page.setViewportSize({ width: 1_440, height: 900 });
  await progress.getByRole('button', { name: 'Pause' }).click();
  await expectAfterCalls('Paused');
  await progress.getByRole('button', { name: 'Resume' }).click();
  await expect(progress).toContainText('Looking up the list');
  await progress.getByRole('button', { name: 'Stop' }).click();
  await expectAfterCalls('Stopped. The lines that were looked up can be used.');

  const total = Number(await preview.lines.getAttribute('aria-rowcount')) - 1;
  expect(total).toBeGreaterThan(1_000);
  await preview.lines.getByRole('row').nth(1).focus();
  await page.keyboard.press('End');
  await expect(preview.line(total)).toContainText(`nobody-${total - 1}@many.example`);
});

test('a list whose upload was cut off by a reload of the window is not called complete', async () => {
  const { page } = operator;
  slow.decide();
  const lines = Array.from({ length: 60_000 }, (_, at) => `nobody-${at}@halved.example`).join('\n');
  await preview.chooseFile('halved.txt', lines);
  // From a disk that does not answer: only the first piece is ever read.
  await page.evaluate(() => {
    const { slice } = Blob.prototype;
    Blob.prototype.slice = function (...[from = 0, ...rest]) {
      const piece = slice.call(this, from, ...rest);
      return from === 0 ? piece : Object.assign(piece, { arrayBuffer: () => new Promise(() => undefined) });
    };
  });
  await preview.lookUp();
  await expect(preview.progress).toContainText(/[1-9]\d* of [\d,]+ lines? looked up/);
  await page.reload();
  await expect(preview.progress).toContainText('The list was not read to its end');
  await expect(preview.progress).toContainText('the rest of it did not arrive');
});
