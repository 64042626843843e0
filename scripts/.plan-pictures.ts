import { takePicture } from '../test/hosts/chromium/picture.ts';
import { launchConsole } from '../test/hosts/launch.ts';
const leaked = `grace.hopper@alpha.example\nbilling@beta.example\nren.ito@alpha.example\nwei.ivanova@alpha.example\nemp-1906\n+36 20 123 4567\nservice-nightly-export\nREN.ITO@alpha.example\noscar.lund@north.example\nec513228-e676-4d1a-96e3-80cee9422ebe\nnobody@nowhere.example\nteresa.vidal@acme.example\nlinh.adeyemi@mail.example\ntwo\tcolumns\ningrid.singh@alpha.example\njan.tran@mail.example`;
for (const colourScheme of ['light', 'dark'] as const) for (const size of [{ width: 1440, height: 900 }, { width: 1024, height: 700 }]) {
  const { page, goto, close } = await launchConsole({ colourScheme, size });
  const take = (name: string) => takePicture(page, `/tmp/plan/pics/${name}-${size.width}-${colourScheme}.png`);
  try {
    await goto('/revocations/new/list');
    await page.getByRole('textbox', { name: 'List' }).fill('name,email\nAda,ada@alpha.example\nBo,bo@alpha.example');
    await page.getByText('Column to look up').waitFor();
    await page.getByText(/The look-up takes/).waitFor();
    await take('list');
    await page.getByRole('textbox', { name: 'List' }).fill(leaked);
    await page.getByText(/Recognised as text/).waitFor();
    await page.getByRole('button', { name: 'Look up the list' }).click();
    await page.getByText('All lines were looked up', { exact: true }).waitFor();
    await page.getByText('grace.hopper@alpha.example').first().waitFor();
    await take('draft-list');
    await page.getByRole('button', { name: 'Text' }).click();
    await page.getByRole('textbox', { name: 'Search these lines' }).fill('zzz');
    await page.getByText('No line matches').waitFor();
    await take('draft-list-empty');
    await goto('/revocations/new/rule');
    await page.getByRole('textbox', { name: 'Condition 1: value' }).fill('203.0.113.0/24');
    await page.getByRole('button', { name: 'Add a group to the rule' }).click();
    await page.getByRole('combobox', { name: 'Condition 2.1: field' }).click();
    await page.getByRole('option', { name: 'Session created' }).click();
    await page.getByRole('button', { name: 'Condition 2.1: relative time' }).click();
    await page.getByRole('menuitem', { name: 'The last 2 hours' }).waitFor();
    await take('rule-menu');
    await page.getByRole('menuitem', { name: 'The last 30 days' }).click();
    await take('rule');
    await page.getByRole('button', { name: 'Find the sessions' }).click();
    await page.getByText('All users were scanned', { exact: true }).waitFor();
    await take('draft-rule');
    if (await page.getByText(/^\d[\d,]* undecided$/).count()) { await page.getByText(/^\d[\d,]* undecided$/).last().click(); await page.waitForTimeout(800); await take('draft-undecided'); }
  } finally { await close(); }
}
