import { phrase } from './phrase.ts';
import type { Stage } from './stage.ts';

/** The first screen, searches, and the list of users. */
export async function takeSearch(stage: Stage): Promise<void> {
  const { button, goto, page, rows, see, take } = stage;
  await see('frame.sandbox.about');
  await see('users.count-in-tenants');
  await take('first-start');
  await button('frame.dismiss').click();
  await goto('/?q=ada%40alpha.example');
  await see('search.users-found');
  await take('search');
  await goto('/?q=nobody%40nowhere.example');
  await see('search.no-match');
  await take('search-nothing');
  await goto('/?q=203.0.113.7');
  await see('search.no-match.network');
  await take('search-network');
  await goto('/');
  await see('users.count-in-tenants');
  await paste(stage, 'ada@alpha.example\nren.ito@alpha.example\nemp-1906');
  await see('search.lines');
  await take('search-lines');

  await goto('/users');
  const users = rows('users.title');
  await users.nth(3).getByRole('checkbox').waitFor();
  await take('users');
  for (const at of [1, 2, 4]) await users.nth(at).getByRole('checkbox').check();
  await take('users-selected');
  await users.nth(2).click({ button: 'right' });
  await page.getByRole('menu', { name: phrase('tables.row-menu') }).waitFor();
  await take('users-row-menu');
}

/** Pastes into the search box at once, as from the clipboard. */
async function paste({ field }: Stage, pasted: string): Promise<void> {
  await field('search.box').evaluate((box, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', text);
    box.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, pasted);
}

/** The page of a user, and that of a session. */
export async function takeUser(stage: Stage): Promise<void> {
  const { button, dialog, field, goto, main, page, rows, see, take } = stage;
  const sessions = rows('user.sessions-of');
  await goto('/users/emp-1815');
  await button('user.end-count').waitFor();
  await sessions.first().getByRole('checkbox').waitFor();
  await take('user');
  await button('user.end-some').click();
  await page
    .getByRole('menuitem', { name: phrase('user.end-in-tenant') })
    .first()
    .waitFor();
  await take('user-menu');
  await page.keyboard.press('Escape');
  await sessions.nth(0).getByRole('checkbox').check();
  await sessions.nth(3).getByRole('checkbox').check();
  await button('user.end-selected-sessions').waitFor();
  await take('user-selection');
  await field('user.filter').fill('acme');
  await see('user.selected-hidden');
  await take('user-selection-hidden');
  await field('user.filter').fill('no session has this');
  await see('user.no-session-matches');
  await take('user-filter-nothing');
  await goto('/users/emp-1906');
  await see('user.missed-under-linked-id');
  await take('user-linked');
  await goto('/users/service-nightly-export');
  await see('user.no-user-sessions');
  await take('user-without-record');

  await goto('/users/emp-1815');
  await sessions
    .first()
    .getByRole('link', { name: phrase('user.open-session') })
    .click();
  await see('session.payload.database');
  await take('session');
  await button('session.end').click();
  await field('question.reason', dialog).waitFor();
  await take('question-session');
  await field('question.reason', dialog).fill('Stolen phone, INC-2214');
  await button('question.act', dialog).click();
  await button('question.close', dialog).waitFor();
  await take('result-session');
  await button('question.close', dialog).click();
  await see('session.outcome.revoked');
  await take('session-ended');
  // A window that was loaded anew has only the audit log to tell it.
  await goto(new URL(page.url()).pathname);
  await see('session.logged');
  await take('session-logged');
  await goto('/sessions/5f3dbf4c-0f3c-4bd4-b6c5-3d4fd7b1a0aa');
  await main.getByText(phrase('session.not-there')).waitFor();
  await take('session-not-there');
}
