import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { tlsFixture } from '../../support/tls-fixture.ts';
import { expectNoViolations } from '../support/axe.ts';
import { confirming, connectTo, consoleUnderTest } from '../support/console.ts';
import { type HttpsReceiver, startHttpsReceiver } from '../support/https-receiver.ts';
import { ownCoreUnderTest } from '../support/own-core.ts';
import { type TestUser, testUsersOf } from '../support/users.ts';

const AUTHORISATION = 'Bearer planted-signals-e2e-0123456789';

const operator = consoleUnderTest();
const core = ownCoreUnderTest();
const { alive, newUser } = testUsersOf(core);
let folder: string;
let gateway: HttpsReceiver;
let edge: HttpsReceiver;

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'curfew-signals-'));
  gateway = await startHttpsReceiver({ status: 202 });
  edge = await startHttpsReceiver({ status: 202 });
  await connectTo(operator, { name: 'signalled', address: core.uri, key: core.key });
  await operator.goto('/connections');
  await addReceiver('gateway', gateway);
  await addReceiver('edge', edge);
});
test.afterAll(async () => {
  gateway.close();
  edge.close();
  await rm(folder, { recursive: true, force: true });
});
test.afterEach(() => operator.launched.answerQuestions('no'));

interface SecurityEvent {
  readonly aud: string;
  readonly txn?: string;
  readonly sub_id: { readonly id?: string; readonly session?: { readonly id: string } };
  readonly events: Readonly<Record<string, object>>;
}

/** What a security event token says. Its signature is checked elsewhere. */
function eventOf(token: string): SecurityEvent {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as SecurityEvent;
}

/** The handles of a user of which a receiver was told, in alphabetical order, each as often as it was told. */
function toldOf(receiver: HttpsReceiver, { handles }: TestUser): readonly string[] {
  return receiver.taken
    .map(eventOf)
    .filter(({ events }) => Object.keys(events).some((type) => type.endsWith('/session-revoked')))
    .map(({ sub_id: subject }) => subject.session?.id ?? subject.id ?? '')
    .filter((handle) => handles.includes(handle))
    .sort();
}

function item(name: string): Locator {
  return operator.page.getByRole('list', { name: 'Signals' }).getByRole('listitem').filter({ hasText: name });
}

/** Fills the form of a new receiver that protects all services, and saves it. */
async function addReceiver(name: string, { port }: HttpsReceiver): Promise<void> {
  const { page } = operator;
  await page.getByRole('button', { name: 'Add a signal receiver' }).click();
  const form = page.getByRole('form', { name: 'Signals' });
  await form.getByRole('textbox', { name: 'Name' }).fill(name);
  await form.getByRole('textbox', { name: 'Address' }).fill(`https://127.0.0.1:${port}/events`);
  await form.getByRole('textbox', { name: 'Audience' }).fill(`https://${name}.example`);
  await form.getByRole('textbox', { name: 'Issuer', exact: true }).fill('https://curfew.example');
  await form.getByRole('checkbox', { name: 'Protects all services' }).check();
  await form.getByLabel('Authorization header', { exact: true }).fill(AUTHORISATION);
  await form.getByRole('button', { name: 'Add a certificate authority' }).click();
  await form.getByRole('textbox', { name: 'Certificates (PEM)' }).fill(tlsFixture('authority.pem'));
  await form.getByRole('button', { name: 'Add these certificates' }).click();
  await expect(form.getByText('CN=Test authority')).toBeVisible();
  const save = form.getByRole('button', { name: 'Save', exact: true });
  await confirming(operator, () => save.click(), item(name));
}

async function ask({ email }: TestUser): Promise<void> {
  await operator.search(email);
  await operator.page.getByRole('button', { name: `End sessions: ${email}` }).click();
  await expect(operator.dialog.getByRole('textbox', { name: 'Reason' })).toBeVisible();
}

test('a receiver of the sandbox is set up from its first wrong field to a verification event, and the public keys are exported', async () => {
  const { launched, page } = operator;
  const receiver = await startHttpsReceiver({ status: 202 });
  await operator.goto('/connections');
  await page
    .getByRole('list', { name: 'Connections' })
    .getByRole('button', { name: /^\S* ?Sandbox/ })
    .click();
  await expect(page.getByText('No signal receiver.')).toBeVisible();
  await page.getByRole('button', { name: 'Add a signal receiver' }).click();
  const form = page.getByRole('form', { name: 'Signals' });
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(form.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await expect(form).toContainText('Write it like https://curfew.example');
  await form.getByText('Session and user id').click();
  await expect(form.getByRole('textbox', { name: 'Issuer of the user ids' })).toBeVisible();
  await expectNoViolations(operator);
  await page.keyboard.press('Escape');
  await expect(form).toBeHidden();
  await expect(page.getByRole('button', { name: 'Add a signal receiver' })).toBeFocused();

  await addReceiver('siem', receiver);
  const siem = item('siem');
  expect((await launched.questions()).at(-1)).toMatchObject({
    message: expect.stringContaining('siem'),
    detail: expect.stringContaining('CN=Test authority'),
  });
  await expect(siem).toContainText('Verification event taken:');
  await expect(siem).toContainText('protects all services');
  expect(eventOf(receiver.taken[0] ?? '')).toMatchObject({ aud: 'https://siem.example' });
  expect([...receiver.authorisations]).toEqual([AUTHORISATION]);

  receiver.answer = { status: 400, body: '{"err":"invalid_audience","description":"planted-description"}' };
  await siem.getByRole('button', { name: 'Send a verification event to siem' }).click();
  await expect(siem).toContainText('The verification event was refused.');
  await expect(siem).toContainText('invalid_audience');
  await expectNoViolations(operator);
  receiver.answer = { status: 202 };
  await siem.getByRole('button', { name: 'Send the refused ones to siem again' }).click();
  await expect(siem).toContainText('Verification event taken:');
  expect(await page.content()).not.toMatch(/planted-(description|signals)/);

  const file = join(folder, 'jwks.json');
  await launched.saveNextTo(file);
  await page.getByRole('button', { name: 'Export the public keys (JWKS)' }).click();
  await expect(page.getByRole('main').getByText(/^Saved the public keys to .*jwks\.json/)).toBeVisible();
  const { keys } = JSON.parse(await readFile(file, 'utf8')) as { keys: Record<string, string>[] };
  expect(keys).toMatchObject([{ kty: 'RSA', kid: expect.any(String) }]);
  expect(keys[0]).not.toHaveProperty('d');
  receiver.close();
});

test('ending a user closes the exposure when every service confirmed, and the exports carry it', async () => {
  const { dialog, launched, page } = operator;
  const main = page.getByRole('main');
  const user = await newUser('signals-closed', 3);
  await ask(user);
  await expect(dialog).toContainText('2 signal receivers get an event for each ended session.');
  await expect(dialog).toContainText('The exposure closes earlier when the 2 that protect all services');
  await operator.confirm('End 3 sessions');
  await expect(dialog).toContainText(/Exposure closed \d\d:\d\d:\d\d.*, 2 of 2 services confirmed/);
  await expect(dialog.getByRole('list', { name: 'Signals' }).getByRole('listitem')).toContainText([
    'All 3 events were delivered',
    'All 3 events were delivered',
  ]);
  await expectNoViolations(operator);
  expect(await alive(user.id)).toEqual([]);
  for (const receiver of [gateway, edge]) expect(toldOf(receiver, user)).toEqual([...user.handles].sort());

  await dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(dialog).toBeHidden();
  await expect(main).toContainText(/Exposure closed \d\d:\d\d:\d\d.*, 2 of 2 services confirmed/);
  await expect(main).not.toContainText('Access tokens may be accepted until');
  await expectNoViolations(operator);
  await launched.saveNextTo(join(folder, 'closed.csv'));
  await page.getByRole('button', { name: 'Export these sessions' }).click();
  await page.getByRole('menuitem', { name: 'CSV …' }).click();
  await expect(main.getByText(/^Saved .* to .*closed\.csv$/)).toBeVisible();
  const event = { delivered: 3, waiting: 0, refused: 0, not_queued: 0, past: null };
  expect(JSON.parse(await readFile(join(folder, 'closed.head.json'), 'utf8'))).toMatchObject({
    signals: {
      exposure: { state: 'closed', confirmed: 2, of: 2 },
      receivers: [
        { name: 'gateway', ...event },
        { name: 'edge', ...event },
      ],
    },
  });
  await operator.goto('/revocations');
  await expect(main.getByRole('row').filter({ hasText: '3 of 3' })).toContainText(
    /closed \d\d:\d\d:\d\d.*, 2 of 2 services confirmed/,
  );
});

test('with one receiver down the exposure is open and says why, and closes by itself', async () => {
  const { dialog, page } = operator;
  const main = page.getByRole('main');
  edge.answer = { status: 503 };
  const user = await newUser('signals-open', 2);
  await ask(user);
  await operator.confirm('End 2 sessions');
  await expect(dialog).toContainText(/Exposure open until \d\d:\d\d.*, 1 of 2 services confirmed/);
  await expect(dialog).toContainText('answered with status 503');
  await expect(dialog.locator('[data-tone="good"]')).toHaveCount(0);
  await dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(dialog).toBeHidden();

  const row = main.getByRole('list', { name: 'Signals' }).getByRole('listitem').filter({ hasText: 'edge' });
  await expect(row).toContainText('No event delivered, 2 wait');
  await expectNoViolations(operator);
  // The button is there until the receiver answers, to whichever attempt.
  edge.hold();
  edge.answer = { status: 400, body: '{"err":"invalid_audience"}' };
  await row.getByRole('button', { name: 'Try edge now' }).click();
  edge.release();
  await expect(row).toContainText('2 were refused');
  await expect(row).toContainText('invalid_audience');
  await expect(main).toContainText('1 of 2 services confirmed');

  edge.answer = { status: 503 };
  await row.getByRole('button', { name: 'Send the refused events to edge again' }).click();
  await expect(row).toContainText('2 wait');
  edge.answer = { status: 202 };
  await expect(main).toContainText(/Exposure closed \d\d:\d\d:\d\d.*, 2 of 2 services confirmed/);
  await expect(main.locator('[data-tone="good"]').first()).toBeVisible();
  expect(toldOf(edge, user)).toEqual([...user.handles].sort());
});

test('a receiver that is added later gets the events of a past revocation, and one that was removed is named so', async () => {
  const { dialog, page } = operator;
  const main = page.getByRole('main');
  const added = await startHttpsReceiver({ status: 202 });
  const user = await newUser('signals-late', 2);
  await ask(user);
  await operator.confirm('End 2 sessions');
  await dialog.getByRole('link', { name: 'Open the report' }).click();
  await expect(page.getByRole('heading', { name: 'Revocation of 2 sessions' })).toBeVisible();
  const report = operator.launched.path();

  await operator.goto('/connections');
  await addReceiver('late', added);
  await operator.goto(report);
  await expect(main).toContainText('2 of 3 services confirmed');
  await page.getByRole('button', { name: 'Send 2 events that were not queued' }).press('Enter');
  await expect(main).toContainText(/Exposure closed .*, 3 of 3 services confirmed/);
  // The button is gone. Who pressed it by a key is not nowhere.
  await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(false);
  expect(toldOf(added, user)).toEqual([...user.handles].sort());

  await operator.goto('/connections');
  await page.getByRole('button', { name: 'Edit late' }).click();
  const remove = page
    .getByRole('form', { name: 'Signals' })
    .getByRole('button', { name: 'Remove the receiver' });
  await operator.launched.answerQuestions('yes');
  await remove.click();
  await expect(item('late')).toBeHidden();
  // What opened the dialog is gone with the receiver.
  await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(false);
  await operator.goto(report);
  // It had taken all events while it was there.
  await expect(main).toContainText(/The receiver was removed .*\. It had taken 2 of 2 events/);
  await expect(main).toContainText(/Exposure closed .*, 3 of 3 services confirmed/);
  await expectNoViolations(operator);
  added.close();
});

test.describe('without a secret store', () => {
  const keyless = consoleUnderTest({ safeStorage: 'absent' });

  test('a header is kept for this run only, no event can be signed, and both forms say so', async () => {
    const { dialog, page } = keyless;
    await keyless.goto('/settings');
    await page.getByRole('button', { name: 'Add a receiver' }).click();
    await expect(dialog).toContainText('The header is forgotten when Curfew ends.');
    await expect(dialog.getByRole('checkbox', { name: /^Store it in the secret store/ })).toBeDisabled();
    await keyless.goto('/connections');
    await expect(page.getByRole('region', { name: 'Signals' })).toContainText('so no event is sent');
    await page.getByRole('button', { name: 'Add a signal receiver' }).click();
    await expect(dialog).toContainText('so no event is sent');
    await expectNoViolations(keyless);
  });
});
