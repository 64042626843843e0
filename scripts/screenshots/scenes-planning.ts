import { phrase } from './phrase.ts';
import type { Stage } from './stage.ts';

/** What an incident's list looks like: everything mixed, some of it twice, some of it nothing. */
const leaked = `grace.hopper@alpha.example
billing@beta.example
ren.ito@alpha.example
wei.ivanova@alpha.example
emp-1906
+36 20 123 4567
service-nightly-export
REN.ITO@alpha.example
oscar.lund@north.example
ec513228-e676-4d1a-96e3-80cee9422ebe
nobody@nowhere.example
teresa.vidal@acme.example
linh.adeyemi@mail.example
two\tcolumns
ingrid.singh@alpha.example
jan.tran@mail.example`;

const csv = `name,email,session
Ada Lovelace,ada@alpha.example,1
Ren Ito,ren.ito@alpha.example,2
Grace Hopper,grace.hopper@alpha.example,3
`;

/** A list, from the form to what would be ended. */
export async function takeList(stage: Stage): Promise<void> {
  const { button, dialog, field, goto, page, rows, see, take } = stage;
  await goto('/revocations/new/list');
  await field('list.paste.label').waitFor();
  await take('new-list');
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'leaked.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await page.getByText(phrase('list.format.column')).waitFor();
  await take('new-list-csv');
  await button('list.remove').click();
  await field('list.paste.label').fill(leaked);
  await see('list.cost.lines');
  await take('new-list-pasted');
  await button('list.look-up').click();
  await see('draft.state.list-ready');
  await take('list');
  await rows('draft.lines').nth(1).getByRole('checkbox').uncheck();
  await take('list-excluded');
  await button('draft.discard').click();
  await button('draft.discard.confirm', dialog).waitFor();
  await take('list-discard');
  await button('draft.discard.back', dialog).click();
}

/** A list that was made of selected users. */
export async function takeSelectedUsers(stage: Stage): Promise<void> {
  const { button, goto, rows, see, take } = stage;
  await goto('/users');
  const users = rows('users.title');
  for (const at of [5, 6, 8]) await users.nth(at).getByRole('checkbox').check();
  await button('users.end-selected').click();
  await see('draft.state.list-ready');
  await take('list-of-users');
}

/** A rule, from the form to the sessions that it selects. */
export async function takeRule(stage: Stage): Promise<void> {
  const { button, field, goto, page, see, take } = stage;
  const chooseField = async (path: string, name: 'rule.field.role' | 'rule.field.user-agent') => {
    await page.getByRole('combobox', { name: phrase('rule.condition.field', { path }) }).click();
    await page.getByRole('option', { name: phrase(name) }).click();
  };
  const value = (path: string) => field(phrase('rule.condition.value', { path }));
  await goto('/revocations/new/rule');
  await button('rule.scan').click();
  await see('rule.missing.network');
  await take('rule-missing');
  await value('1').fill('203.0.113.0/24');
  await button('rule.add.group-to-rule').click();
  await chooseField('2.1', 'rule.field.role');
  await value('2.1').fill('support');
  await button('rule.add.condition-to-group').click();
  await chooseField('2.2', 'rule.field.user-agent');
  await value('2.2').fill('Firefox');
  await take('rule');
  await button('rule.scan').click();
  await see('draft.state.rule-ready');
  await take('matches');
  await page.getByText(phrase('draft.filter.undecided')).last().click();
  await take('matches-undecided');
  await goto('/revocations/new/rule');
  await page.getByText(phrase('rule.type.everyone')).click();
  await take('rule-everyone');
}
