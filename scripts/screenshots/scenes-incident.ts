import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { signUp } from '../../test/contract/client.ts';
import type { Fault } from '../../test/faults/fault-proxy.ts';
import { changeFile } from '../../test/unit/support/store/faults/damage-file.ts';
import { phrase, sentence } from './phrase.ts';
import { connect, type Stage } from './stage.ts';

/** A production core, behind a proxy that can make it slow and take it away. */
export async function takeProduction(stage: Stage): Promise<void> {
  const { button, client, core, dialog, field, goto, page, proxy, rows, see, take } = stage;
  await connect(stage, {
    name: 'acme-prod',
    address: proxy.uri,
    key: core.apiKey,
    environment: 'production',
  });
  await see('users.count-in-tenants');
  await take('production');
  await button(/acme-prod/).click();
  await page.getByRole('menuitem', { name: phrase('frame.manage-connections') }).waitFor();
  await take('connection-menu');
  await page.keyboard.press('Escape');

  const userId = await signUp(client, 'lin.chen@alpha.example');
  const [handle = ''] = core.seedSessions({ userId, count: 4 });
  await goto(`/?q=${encodeURIComponent(handle)}`);
  await see('search.both-found');
  await take('search-session');
  const accessToken = (await core.tokensOf(handle))?.accessToken.token ?? '';
  await goto('/');
  await field('search.box').fill(accessToken);
  await see('search.token.valid');
  await take('search-token');
  await field('search.box').fill(accessToken.slice(0, -40));
  await see('search.token.incomplete');
  await take('search-token-part');

  await goto(`/users/${userId}`);
  await button('user.end-count').click();
  await field('question.reason', dialog).fill('Stolen laptop, INC-2214');
  await take('question-production');
  await field('question.type-number', dialog).fill('4');
  await button('question.act', dialog).click();
  await button('question.close', dialog).waitFor();
  await take('result-production');
  await button('question.close', dialog).click();
  await goto('/revocations');
  await rows('history.past-table').first().waitFor();
}

/** A list with everything that can go wrong with a line, from its preview to its report. */
export async function takeGaps(stage: Stage): Promise<void> {
  const { button, client, core, dialog, field, goto, main, page, rows, see, take } = stage;
  for (const [name, count] of [
    ['twin', 2],
    ['double', 3],
  ] as const) {
    for (const tenantId of ['public', 'acme']) {
      const path = tenantId === 'public' ? '' : `/${tenantId}`;
      const userId = await signUp(client, `${name}@twins.example`, path);
      core.seedSessions({ userId, count, tenantId });
    }
  }
  const lines = ['ren.ito@alpha.example', 'twin@twins.example', 'two\tcolumns', 'nobody@nowhere.example'];
  const more = ['double@twins.example', 'nobody-else@nowhere.example', 'emp-1906', 'ren.ito@alpha.example'];
  await goto('/revocations/new/list');
  await field('list.paste.label').fill([...lines, ...more].join('\n'));
  await button('list.look-up').click();
  await see('draft.state.list-ready');
  await see('draft.ambiguous.lines');
  await take('list-ambiguous');
  await page.getByRole('combobox', { name: phrase('draft.ambiguous.choose-label') }).click();
  await page.getByRole('option', { name: phrase('draft.ambiguous.option-all') }).click();
  await take('list-ambiguous-choice');
  await button('draft.choose.open-label').click();
  await button('draft.choose.cancel', dialog).waitFor();
  await take('list-choose-users');
  await button('draft.choose.cancel', dialog).click();
  await button('draft.ambiguous.choose').click();
  await see('draft.ambiguous.changed');
  await take('list-ambiguous-chosen');
  await page.getByRole('combobox', { name: phrase('draft.ambiguous.choose-label') }).click();
  await page.getByRole('option', { name: phrase('draft.ambiguous.option-none') }).click();
  await button('draft.ambiguous.choose').click();
  await see('draft.ambiguous.chosen', { chosen: 0 });
  await button('draft.end').click();
  await field('question.reason', dialog).fill('Credentials leaked, INC-2215');
  await take('question-gaps');
  const act = button('question.act', dialog);
  const count = /[\d,]+/.exec(await act.innerText())?.[0] ?? '';
  await field('question.type-number', dialog).fill(count);
  await act.click();
  await main.getByText(phrase('report.with-gaps')).waitFor();
  await take('report-gaps');
  await main.getByText(phrase('coverage.rows-switch')).click();
  await rows('coverage.rows').first().waitFor();
  await take('report-gaps-rows');
}

/** Calls that end sessions. */
function isEnding({ path }: { readonly path: string }): boolean {
  return path.startsWith('/recipe/session/remove');
}

/** A run: on its way, in the background, paused, waiting for its core, and stopped. */
export async function takeRun(stage: Stage): Promise<void> {
  const { button, client, core, dialog, field, goto, main, page, proxy, rows, see, take } = stage;
  const userId = await signUp(client, 'batch.import@alpha.example');
  const targets = 3_000;
  core.seedSessions({ userId, count: targets });
  let calls = 0;
  proxy.decide((request) => {
    if (!isEnding(request)) return 'none';
    calls += 1;
    return calls > 3 ? 'delay' : 'none';
  });
  await goto(`/users/${userId}`);
  await button('user.end-count').click();
  await field('question.reason', dialog).fill('Service account leaked, INC-2216');
  await field('question.type-number', dialog).fill(String(targets));
  await button('question.act', dialog).click();
  await button('run.pause', dialog).waitFor();
  await take('progress');
  await button('run.continue-in-background', dialog).click();
  await take('user-run-open');
  await goto('/revocations');
  await see('run.open');
  await take('history-run-open');
  await page.getByRole('link', { name: phrase('run.open-link-label') }).click();
  await button('run.pause', main).click();
  proxy.decide();
  await button('run.resume', main).waitFor();
  await rows('report.sessions').first().waitFor();
  await take('run-paused');
  await proxy.goDown();
  await button('run.resume', main).click();
  await see('frame.waiting-core');
  await take('run-waiting');
  await button('run.stop', main).click();
  await proxy.comeUp();
  await button('report.copy').waitFor();
  await take('report-stopped');
}

/** Accounts that are linked while a run ends sessions of one of them. */
export async function takeLinked(stage: Stage): Promise<void> {
  const { button, client, core, dialog, field, goto, main, proxy, rows, take } = stage;
  const userId = await signUp(client, 'noa.levi@alpha.example');
  const primaryUserId = await signUp(client, 'noa.levi@beta.example');
  for (const id of [userId, primaryUserId]) core.seedSessions({ userId: id, count: 2 });
  await client.post('/recipe/accountlinking/user/primary', { recipeUserId: primaryUserId });
  let linking: Promise<unknown> | undefined;
  proxy.decide(async (request): Promise<Fault> => {
    if (!isEnding(request)) return 'none';
    linking ??= client.post('/recipe/accountlinking/user/link', { recipeUserId: userId, primaryUserId });
    await linking;
    return 'none';
  });
  await goto(`/users/${userId}`);
  await button('user.end-count').click();
  await field('question.reason', dialog).fill('Account taken over, INC-2218');
  await field('question.type-number', dialog).fill('2');
  await button('question.act', dialog).click();
  await button('watch.end-linked', dialog).waitFor();
  await take('result-linked');
  await dialog.getByRole('link', { name: phrase('report.open') }).click();
  await dialog.waitFor({ state: 'hidden' });
  await rows('report.sessions').first().waitFor();
  await take('report-linked');
  await button('watch.end-linked', main).click();
  await dialog.getByText(phrase('watch.question-linked')).waitFor();
  await take('linked-question');
  await button('question.cancel', dialog).click();
  proxy.decide();
}

/** Reports of which rows are damaged on disk, or the whole file. */
export async function takeDamage(stage: Stage): Promise<void> {
  const { goto, main, rows, take } = await stage.restart(damageReports);
  const past = rows('history.past-table');
  await goto('/revocations');
  await past.first().waitFor();
  await take('history-not-checked');
  await past
    .getByRole('link', { name: phrase('history.result') })
    .first()
    .click();
  await main.getByText(sentence('report.damaged-rows')).waitFor();
  await take('report-damaged');
  await goto('/revocations');
  await past.first().waitFor();
  await take('history-damaged');
}

/** Of the newest revocation of one user a row, and of lists their files. */
async function damageReports(userData: string): Promise<void> {
  const files = (await readdir(userData, { recursive: true })).map((name) => join(userData, name));
  const small = files.find((name) => name.endsWith('small.db')) ?? '';
  const newest = 'SELECT id FROM target WHERE rev = (SELECT max(rev) FROM target) LIMIT 1';
  changeFile(small, `UPDATE target SET created = 7 WHERE id IN (${newest})`);
  const own = files.filter((name) => name.endsWith('.db') && basename(dirname(name)) === 'revocations');
  for (const file of own) {
    if (file === small) continue;
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0xa5, 4_096));
  }
}

/** What a watch finds. */
export async function takeWatch(stage: Stage): Promise<void> {
  const { button, client, core, dialog, field, goto, see, take } = stage;
  const userId = await signUp(client, 'mei.sato@alpha.example');
  core.seedSessions({ userId, count: 2 });
  await goto(`/users/${userId}`);
  await button('user.end-count').click();
  await dialog.getByText(phrase('question.options')).click();
  await field('question.watch', dialog).fill('5');
  await field('question.reason', dialog).fill('Account taken over, INC-2217');
  await field('question.type-number', dialog).fill('2');
  await button('question.act', dialog).click();
  await button('run.stop-watching', dialog).waitFor();
  await take('watch');
  core.seedSessions({ userId, count: 1 });
  await button('watch.end-new', dialog).waitFor();
  await take('watch-new-session');
  await button('watch.end-new', dialog).click();
  await see('watch.question-new');
  await take('watch-question');
  await button('question.cancel', dialog).click();
  await button('run.stop-watching', dialog).click();
  await button('question.close', dialog).click();
}

/** A core that is away, one that refuses the key, and one that was never there. */
export async function takeOutage(stage: Stage): Promise<void> {
  const { core, goto, page, proxy, take } = stage;
  const problem = (code: string) => page.locator(`[role="alert"][data-code="${code}"]`).first().waitFor();
  await proxy.goDown();
  await goto('/?q=ren.ito%40alpha.example');
  await problem('unreachable');
  await take('away-search');
  await goto('/users/emp-1815');
  await problem('unreachable');
  await take('away-user');
  await goto('/users');
  await problem('unreachable');
  await take('away-users');
  await proxy.comeUp();
  proxy.decide(() => 'status-401');
  await goto('/users/emp-1906');
  await problem('bad-key');
  await take('wrong-key');
  proxy.decide(() => 'status-500');
  await goto('/?q=grace%40alpha.example');
  await problem('core-error');
  await take('core-error');
  proxy.decide();
  await goto('/no-such-page');
  await take('page-not-found');
  await connect(stage, {
    ...{ name: 'acme-old', address: 'http://127.0.0.1:9', key: core.apiKey },
    environment: 'development',
  });
  await problem('unreachable');
  await take('connection-failed');
}
