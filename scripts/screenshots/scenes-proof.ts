import { startHttpsReceiver } from '../../test/e2e/support/https-receiver.ts';
import { tlsFixture } from '../../test/support/tls-fixture.ts';
import { readZip } from '../../test/unit/audit/support/evidence-bundle.ts';
import { phrase, sentence } from './phrase.ts';
import type { Stage } from './stage.ts';

/** The settings below the first ones, a window at a time. */
export async function takeSettings({ goto, main, see, take }: Stage): Promise<void> {
  await goto('/settings');
  await see('settings.own-users');
  for (let part = 2; await scrolledOn(main); part += 1) await take(`settings-${part}`);
}

/** Scrolls on by a window; false: the end was in sight before. */
function scrolledOn(main: Stage['main']): Promise<boolean> {
  return main.evaluate((page) => {
    const before = page.scrollTop;
    page.scrollBy({ top: page.clientHeight - 60 });
    return page.scrollTop > before;
  });
}

/** A receiver of the audit log: its form, and its state while it takes records and while it does not. */
export async function takeForwarding(stage: Stage): Promise<void> {
  const { button, field, goto, page, see, take } = stage;
  const siem = await startHttpsReceiver({ status: 204 });
  try {
    await goto('/settings');
    await button('forwarding.add').click();
    const form = page.getByRole('form', { name: phrase('forwarding.title') });
    await field('receivers.name', form).fill('SIEM');
    await field('receivers.address', form).fill(`https://127.0.0.1:${siem.port}/records`);
    await button('connections.authorities.add', form).click();
    await form.getByLabel(phrase('connections.authorities.pem')).fill(tlsFixture('authority.pem'));
    await take('forwarding-authority');
    await button('connections.authorities.add-pasted', form).click();
    await form.getByText('Test authority').waitFor();
    await take('forwarding-form');
    await button('receivers.save', form).click();
    await see('receivers.state.idle');
    siem.answer = { status: 503 };
    await goto('/users/emp-1906');
    await button('user.end-count').waitFor();
    await goto('/settings');
    await see('receivers.state.failing-since');
    await button('receivers.edit-named').scrollIntoViewIfNeeded();
    await take('forwarding-away');
    await button('receivers.edit-named').click();
    await button('receivers.remove', form).click();
    await see('forwarding.none');
  } finally {
    siem.close();
  }
}

/** The evidence of a revocation. After the scenes that end sessions. */
export async function takeEvidence(stage: Stage): Promise<void> {
  const { button, goto, rows, savedTo, see, take, takeDocument } = stage;
  await goto('/revocations');
  await rows('history.past-table')
    .getByRole('link', { name: phrase('history.result') })
    .first()
    .click();
  await rows('report.sessions').first().waitFor();
  await button('evidence.write').click();
  await see('evidence.saved');
  await take('evidence-saved');
  const bundle = await readZip((await savedTo()).at(-1) ?? '');
  await takeDocument('evidence', bundle.get('index.html') ?? '');
}

/** The report of a revocation on a connection that was removed. After the scene of the signals. */
export async function takeRemoved(stage: Stage): Promise<void> {
  const { button, dialog, goto, page, rows, take } = stage;
  await goto('/connections');
  await button('connections.remove').click();
  await take('connection-remove-reports');
  await button('connections.remove.confirm', dialog).click();
  await dialog.getByText(sentence('hint.connection-has-receivers')).waitFor();
  await take('connection-remove-receivers');
  await button('connections.cancel', dialog).click();
  const receivers = button('receivers.edit-named');
  while (await receivers.isVisible()) {
    await receivers.click();
    await button('receivers.remove', dialog).click();
    await dialog.waitFor({ state: 'hidden' });
  }
  await button('connections.remove').click();
  await button('connections.remove.confirm', dialog).click();
  await dialog.waitFor({ state: 'hidden' });
  await goto('/revocations');
  await page.getByRole('combobox', { name: phrase('history.filter.connection') }).click();
  await page.getByRole('option', { name: phrase('history.filter.removed') }).click();
  await rows('history.past-table').first().waitFor();
  await take('history-removed');
  await rows('history.past-table')
    .getByRole('link', { name: phrase('history.result') })
    .first()
    .click();
  await rows('report.sessions').first().waitFor();
  await take('report-removed');
}
