/// <reference lib="dom" />
import { expect, type Page } from '@playwright/test';

/** What a text can have that does not show, or that reorders what is beside it. */
const hidden =
  '[\\p{Cc}\\p{Cs}\\u2028\\u2029\\u2800]|(?![\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}])\\p{Default_Ignorable_Code_Point}';

/** Texts and attributes of the page with such characters in them, and its title. What an operator types stays as typed. */
async function hiddenIn(page: Page): Promise<readonly string[]> {
  return page.evaluate((pattern) => {
    const hasHidden = (text: string) => new RegExp(pattern, 'u').test(text);
    const found: string[] = [];
    const note = (where: string, text: string) =>
      found.push(
        `${where}: ${text.replace(new RegExp(pattern, 'gu'), (c) => `<${c.codePointAt(0)?.toString(16)}>`)}`,
      );
    if (hasHidden(document.title)) note('title', document.title);
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
      if (node instanceof Text) {
        const parent = node.parentElement;
        if (parent?.closest('style, script, textarea') || node.data.trim() === '') continue;
        if (hasHidden(node.data)) note(parent?.tagName ?? 'text', node.data);
      }
      if (!(node instanceof Element)) continue;
      for (const { name, value } of node.attributes) {
        if (name === 'style' || (name === 'value' && node.matches('input, textarea'))) continue;
        if (hasHidden(value)) note(`${node.tagName} ${name}`, value);
      }
    }
    return found;
  }, hidden);
}

/** The page shows such characters as escapes only, and it does show some of them. */
export async function expectNothingHidden(page: Page): Promise<void> {
  await expect(page.locator('body')).toContainText(/\\u\{[0-9a-f]+\}/);
  expect(await hiddenIn(page)).toEqual([]);
}
