import { phrase } from './phrase.ts';
import type { Stage } from './stage.ts';

/** From the question to the report, on a core that answers at once. */
export async function takeEnding(stage: Stage): Promise<void> {
  const { button, dialog, field, goto, page, rows, see, take } = stage;
  const sessions = rows('user.sessions-of');
  await goto('/users/emp-1815');
  await sessions.nth(0).getByRole('checkbox').check();
  await sessions.nth(2).getByRole('checkbox').check();
  await button('user.end-selected-sessions').click();
  await field('question.reason', dialog).waitFor();
  await take('question-selection');
  await dialog.getByText(phrase('question.options')).click();
  await take('question-options');
  await button('question.cancel', dialog).click();
  await dialog.waitFor({ state: 'hidden' });
  await button('user.clear-selection').click();

  await button('user.end-count').click();
  await field('question.reason', dialog).fill('Stolen laptop, INC-2214');
  await take('question');
  await button('question.act', dialog).click();
  await button('question.close', dialog).waitFor();
  await take('result');
  await button('question.close', dialog).click();
  await see('user.no-sessions');
  await take('user-ended');
  await page.getByRole('link', { name: phrase('frame.nav.revocations') }).click();
  await page
    .getByRole('link', { name: phrase('history.result') })
    .first()
    .click();
  await rows('report.sessions').first().waitFor();
  await take('report');
  await button('report.copy').click();
  await page.getByRole('menuitem', { name: phrase('report.copy-markdown') }).waitFor();
  await take('report-copy');
}

/** Past revocations and drafts. After the scenes that leave some. */
export async function takeHistory(stage: Stage): Promise<void> {
  const { field, goto, rows, see, take } = stage;
  await goto('/revocations');
  await rows('history.past-table').first().waitFor();
  await take('history');
  await field('history.search').fill('nobody wrote this');
  await see('history.no-match');
  await take('history-nothing');
}
