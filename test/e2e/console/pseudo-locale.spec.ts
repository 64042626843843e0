import { expect, type Page, test } from '@playwright/test';
import { catalogue } from '../../../src/renderer/messages/catalogue.ts';
import { consoleUnderTest } from '../support/console.ts';

/** Words that texts have and that are values as well: tenants, login methods, parts of user agents and payloads. */
const alsoValues = new Set([
  'host',
  'public',
  'google',
  'apple',
  'github',
  'password',
  'sandbox',
  'mobile',
  'access',
  'token',
  'user',
  'role',
  'support',
  'admin',
]);

/** The plain words of all texts. In the pseudo-locale every one of them is accented. */
const vocabulary = [
  ...new Set(
    Object.values<string>(catalogue)
      .join(' ')
      .replace(/\{\s*\w+|<[^>]*>/g, ' ')
      .match(/(?<![\w/.@-])[a-z]{4,}(?![\w/@-])/g)
      ?.filter((word) => !alsoValues.has(word)),
  ),
];

/** What people read or hear of a page: visible texts, and names of elements. */
function readPage(page: Page, vocabulary: readonly string[]) {
  return page.evaluate((known) => {
    const plain = new Set(known);
    // A user agent is what a client said.
    const isPlain = (text: string) =>
      !text.includes('Mozilla/') && text.split(/[^\p{L}_.]+/u).some((word) => plain.has(word));
    const isAccented = (text: string) => /[ÅåÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž]/.test(text);
    const isData = (element: Element | null) =>
      element?.closest('pre, code, input, textarea, [data-value], .mantine-Pill-root') !== null;
    const untranslated: string[] = [];
    const cut: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent ?? '';
      if (element === null || !element.checkVisibility()) continue;
      if (isPlain(text) && !isData(element)) untranslated.push(text.trim());
      const { overflowX, textOverflow } = getComputedStyle(element);
      // What only screen readers get is one pixel wide.
      const isShown = element.clientWidth > 1;
      const isCut = isShown && overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
      if (isCut && isAccented(text) && textOverflow !== 'ellipsis') cut.push(text.trim());
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const text = element.getAttribute(name);
        if (text !== null && isPlain(text) && !isData(element)) untranslated.push(`${name}: ${text}`);
      }
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    return {
      untranslated: [...new Set(untranslated)],
      cut: [...new Set(cut)],
      isTooWide: scrollWidth > clientWidth,
    };
  }, vocabulary);
}

/** A row of a table. As long as it stands for rows that are still read, something around it is busy. */
const row = '[role="grid"] tbody tr:not([role="presentation"])';

/** Each with what is there when the screen is: an empty page has nothing untranslated. */
const screens = [
  ['search', '/', row],
  ['search results', '/?q=ada%40alpha.example', row],
  ['users', '/users', row],
  ['a user', '/users/emp-1815', row],
  ['revocations', '/revocations', 'h1'],
  ['a new list', '/revocations/new/list', 'textarea'],
  ['a new rule', '/revocations/new/rule', '[role="combobox"]'],
  ['the audit log', '/audit', row],
  ['a record of the audit log', '/audit?record=1&user=emp-1815', 'dl'],
  ['connections', '/connections', 'li'],
  ['settings', '/settings', '[role="switch"]'],
] as const;

const operator = consoleUnderTest({ env: { CURFEW_LANGUAGE: 'en-XA' }, size: { width: 1_024, height: 700 } });

/** What the screen has is there, skeleton rows are gone, and nothing loads. */
async function expectLoaded(sign: string): Promise<void> {
  await expect(operator.page.locator(`main ${sign}`).first()).toBeVisible();
  await expect(operator.page.locator('[aria-busy="true"]')).toHaveCount(0);
}

async function expectWholeAndTranslated(): Promise<void> {
  await expect
    .poll(() => readPage(operator.page, vocabulary))
    .toEqual({ untranslated: [], cut: [], isTooWide: false });
}

/** "End …" in the pseudo-locale. */
const act = /^\[Éñð/;

test.describe('with longer and accented texts, nothing is cut off and nothing is untranslated', () => {
  for (const [name, path, sign] of screens) {
    test(`on the screen ${name}`, async () => {
      await operator.goto(path);
      await expectLoaded(sign);
      await expectWholeAndTranslated();
    });
  }

  test('in the question, the result and the report', async () => {
    await operator.goto('/users/emp-1815');
    await expectLoaded(row);
    const { dialog, page } = operator;
    await page.getByRole('button', { name: act }).first().click();
    await expect(dialog).toBeVisible();
    await expectWholeAndTranslated();
    await dialog.getByRole('textbox').first().fill('spec');
    await dialog.getByRole('button', { name: act }).click();
    await expect(dialog.getByRole('link').first()).toBeVisible();
    await expectWholeAndTranslated();
    await dialog.getByRole('link').first().click();
    await expect(page).toHaveURL(/\/revocations\//);
    // The page of the user stays until then, and has a name of data as its heading.
    await expect(page.getByRole('heading', { level: 1, name: /^\[/ })).toBeVisible();
    await expectLoaded(row);
    await expectWholeAndTranslated();
  });
});
