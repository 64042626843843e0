import { phrase } from './phrase.ts';
import { connect, type Stage } from './stage.ts';

/** Settings, connections, the palette, the shortcuts and the menu of connections. */
export async function takeFrame(stage: Stage): Promise<void> {
  const { button, core, dialog, field, goto, page, see, take } = stage;
  await goto('/settings');
  await see('frame.footer.read-write');
  await see('settings.own-users');
  await take('settings');
  await goto('/connections');
  await see('connections.sandbox.about');
  await take('connections');
  await button('connections.add').click();
  await field('connections.field.name').waitFor();
  await take('connection-form');
  await button('connections.save').click();
  await see('connections.fault.name');
  await take('connection-form-faults');

  await goto('/users/emp-1906');
  await button('user.end-count').waitFor();
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByLabel(phrase('frame.palette')).last();
  await palette.waitFor();
  await take('palette');
  await palette.fill('ren.ito');
  await page.getByText('ren.ito@alpha.example').first().waitFor();
  await take('palette-search');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  await dialog.getByText(phrase('frame.shortcuts.everywhere')).waitFor();
  await take('shortcuts');
  await page.keyboard.press('Escape');

  await connect(stage, {
    ...{ name: 'acme-eu', address: core.uri, key: core.apiKey },
    ...{ environment: 'staging', isReadOnly: true },
  });
  await goto('/users/emp-1815');
  await button('user.end-count').waitFor();
  await take('read-only');
  await goto('/connections');
  await button('connections.test').click();
  await page.getByRole('form').getByText(phrase('connections.tested')).waitFor();
  await take('connection-tested');
  await button('connections.remove').click();
  await button('connections.remove.confirm', dialog).waitFor();
  await take('connection-remove');
  await button('connections.cancel', dialog).click();
}

/** Setting up the lock, and the lock screen. Nothing comes after it: the console stays locked. */
export async function takeLock({ button, dialog, goto, page, see, take }: Stage): Promise<void> {
  const passphrase = 'correct horse battery';
  await goto('/settings');
  await button('settings.lock.set-up').click();
  await dialog.getByLabel(phrase('settings.lock.new'), { exact: true }).fill(passphrase);
  await dialog.getByLabel(phrase('settings.lock.repeat')).fill(passphrase);
  await take('lock-set-up');
  await button('settings.lock.turn-on', dialog).click();
  await button('settings.lock.lock-now').click();
  await see('lock.title');
  await take('locked');
  await page.getByText(phrase('lock.forgotten')).click();
  await page.getByLabel(phrase('lock.passphrase')).fill('not this one');
  await button('lock.unlock').click();
  await see('lock.wait');
  await take('locked-wrong');
}
