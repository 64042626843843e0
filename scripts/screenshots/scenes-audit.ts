import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fillAuditLog } from '../../test/e2e/support/fill-audit-log.ts';
import { phrase } from './phrase.ts';
import type { Stage } from './stage.ts';

/** The audit log, a record beside it, its filters and its chart. After the scenes that end sessions. */
export async function takeAudit(stage: Stage): Promise<void> {
  const { button, field, goto, main, page, rows, see, take } = stage;
  const records = rows('audit.records');
  await goto('/audit');
  await records.nth(5).waitFor();
  await take('audit');
  await records
    .getByRole('link', { name: phrase('audit.summary.ended', { action: 'Run finished' }) })
    .first()
    .click();
  await main.getByText(phrase('audit.record.neighbours')).waitFor();
  await take('audit-record');
  await button('audit.record.close').click();
  await button('audit.more-filters').click();
  await field('audit.search').fill('INC-2214');
  await see('audit.count-filtered');
  await take('audit-filters');
  await field('audit.search').fill('nobody wrote this');
  await see('audit.no-match');
  await take('audit-nothing');
  await goto('/audit');
  await records.nth(5).waitFor();
  const days = main.getByText(phrase('audit.days'));
  if (!(await button('audit.days.as-table').isVisible())) await days.click();
  await take('audit-days');
  await button('audit.days.as-table').click();
  await take('audit-days-table');
  await button('audit.verify').click();
  await see('audit.verdict.valid');
  await take('audit-verified');
  await goto('/users/emp-1815');
  const history = page.getByRole('region', { name: phrase('audit.history') });
  const fold = button('audit.history', history);
  if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
  await history.getByRole('link').nth(1).waitFor();
  await take('user-history');
}

/** A log that is larger than its limit: its older records are exported, sealed and removed. */
export async function takeSealing(stage: Stage): Promise<void> {
  const { button, field, goto, main, page, rows, see, take } = await stage.restart(async (userData) => {
    const files = await readdir(userData, { recursive: true });
    const log = files.find((name) => name.endsWith('curfew.db')) ?? '';
    fillAuditLog(join(userData, log), 'fill', 25_000);
  });
  const retention = main.getByText(phrase('settings.audit.retention'), { exact: true });
  await goto('/settings');
  await field('settings.audit.megabytes').fill('1');
  await page.keyboard.press('Enter');
  await button('settings.audit.apply').waitFor();
  await retention.scrollIntoViewIfNeeded();
  await take('settings-log-too-large');
  await button('settings.audit.apply').click();
  await see('settings.audit.exporting');
  await take('settings-log-sealing');
  await see('settings.audit.applied');
  await take('settings-log-sealed');
  await goto('/audit');
  await rows('audit.records').nth(5).waitFor();
  await take('audit-sealed');
}
