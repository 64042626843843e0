import { expect, test } from '@playwright/test';
import { tlsFixture } from '../../support/tls-fixture.ts';
import { expectNoViolations } from '../support/axe.ts';
import { confirming, consoleUnderTest } from '../support/console.ts';
import { startHttpsReceiver } from '../support/https-receiver.ts';

const AUTHORISATION = 'Bearer planted-forwarding-e2e-0123456789';

test.describe('forwarding of the audit log', () => {
  const operator = consoleUnderTest();
  test.afterEach(() => operator.launched.answerQuestions('no'));

  test('is off at first, is tested and set up after a native question, and shows what waits and why', async () => {
    const { page } = operator;
    const receiver = await startHttpsReceiver({ status: 204 });
    const lines = () => receiver.taken.flatMap((body) => body.split('\n').filter(Boolean));
    await operator.goto('/settings');
    await expect(page.getByText('Forwarding is off. Records stay on this computer.')).toBeVisible();

    await page.getByRole('button', { name: 'Add a receiver' }).click();
    const form = page.getByRole('form', { name: 'Forwarding of the audit log' });
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(form.getByRole('textbox', { name: 'Name' })).toBeFocused();
    await form.getByRole('textbox', { name: 'Name' }).fill('SIEM');
    await form.getByRole('textbox', { name: 'Address' }).fill(`https://127.0.0.1:${receiver.port}/records`);
    const header = form.getByLabel('Authorization header', { exact: true });
    await header.fill(AUTHORISATION);
    await expectNoViolations(operator);
    const tested = form.getByText('The receiver took the test message.');
    const test = form.getByRole('button', { name: 'Send a test message' });
    const alert = form.getByRole('alert');
    await confirming(operator, () => test.click(), alert);
    await expect(alert).toContainText('is not signed by an authority that Curfew trusts');
    expect(lines()).toEqual([]);

    const addAuthority = form.getByRole('button', { name: 'Add a certificate authority' });
    await addAuthority.click();
    const certificates = form.getByRole('textbox', { name: 'Certificates (PEM)' });
    await expect(certificates).toBeFocused();
    await certificates.fill(tlsFixture('authority.pem'));
    await form.getByRole('button', { name: 'Add these certificates' }).click();
    await expect(addAuthority).toBeFocused();
    await confirming(operator, () => test.click(), tested);
    expect((await operator.launched.questions()).at(-1)).toMatchObject({
      message: expect.stringContaining('SIEM'),
      detail: expect.stringContaining('CN=Test authority'),
    });
    expect(lines()).toHaveLength(1);
    await header.fill('Bearer planted-förwarding');
    await expect(tested).toBeHidden();
    await test.click();
    await expect(form.getByText('it has characters that no header can have')).toBeVisible();
    await header.fill(AUTHORISATION);

    await form.getByRole('button', { name: 'Save', exact: true }).click();
    const item = page
      .getByRole('list', { name: 'Forwarding of the audit log' })
      .getByRole('listitem')
      .filter({ hasText: 'SIEM' });
    await expect(item).toContainText('Everything is delivered.');
    await expect.poll(() => lines().join('\n')).toContain('"setting":"forwarding"');
    expect([...receiver.authorisations]).toEqual([AUTHORISATION]);

    receiver.answer = { status: 503 };
    await page.setViewportSize({ width: 1_024, height: 700 });
    await item.getByRole('button', { name: 'Edit SIEM' }).click();
    await form.getByRole('textbox', { name: 'Name' }).fill('SIEM 2');
    const address = form.getByRole('textbox', { name: 'Address' });
    const before = await address.inputValue();
    await address.fill('https://elsewhere.example/records');
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(header).toBeFocused();
    await expect(form).toContainText('The saved header goes only to the address that it was saved for.');
    await header.fill(AUTHORISATION);
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(form.getByRole('alert').filter({ hasText: 'was not answered with yes' })).toBeInViewport({
      ratio: 1,
    });
    await header.fill('');
    await address.fill(before);
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    const renamed = page
      .getByRole('list', { name: 'Forwarding of the audit log' })
      .getByRole('listitem')
      .filter({ hasText: 'SIEM 2' });
    await expect(renamed).toContainText('answered with status 503');
    await expect(renamed).toContainText('waits');
    await expectNoViolations(operator);
    expect(await page.content()).not.toContain('planted-forwarding');
    // The button is there until the receiver answers, to whichever attempt.
    receiver.hold();
    receiver.answer = { status: 204 };
    await renamed.getByRole('button', { name: 'Try SIEM 2 now' }).click();
    receiver.release();
    await expect(renamed).toContainText('Everything is delivered.');
    await expect.poll(() => lines().join('\n')).toContain('"change":"changed"');

    await renamed.getByRole('button', { name: 'Edit SIEM 2' }).click();
    const off = page.getByText('Forwarding is off. Records stay on this computer.');
    const remove = form.getByRole('button', { name: 'Remove the receiver' });
    await expect(remove).toBeInViewport({ ratio: 1 });
    await remove.click();
    await expect(alert.filter({ hasText: 'The receiver was not removed.' })).toBeInViewport({ ratio: 1 });
    await confirming(operator, () => remove.click(), off);
    expect((await operator.launched.questions()).at(-1)?.message).toContain('Stop sending the audit log');
    // What opened the dialog is gone with the receiver.
    await expect(page.getByRole('main')).toBeFocused();
    receiver.close();
  });
});
