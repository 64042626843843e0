/// <reference lib="dom" />
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { Operator } from './console.ts';

const themes = ['light', 'dark'] as const;

/** The rules of axe that depend on colours, without those that it leaves out unless asked for. */
const rulesOfColours = ['color-contrast', 'link-in-text-block'];

/** What axe finds. Legacy mode: otherwise it finishes in a second page, and the console has one. */
export async function violationsOf(page: Page, rules: 'all' | 'of-colours'): Promise<string[]> {
  // What passes is not asked for: gathering it takes longer than finding what fails.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await (rules === 'all' ? axe : axe.withRules(rulesOfColours)).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id} (${help}): ${html}`));
}

/** Ends what fades or moves: until then texts have less contrast. What is about to begin has begun two frames later. */
async function endTransitions(page: Page): Promise<void> {
  const ended = () =>
    page.evaluate(async () => {
      for (let frames = 0; frames < 2; frames += 1) await new Promise(requestAnimationFrame);
      const running = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
      for (const transition of running) transition.finish();
      return running.length;
    });
  await expect.poll(ended).toBe(0);
}

/** Shows the page in the colours of a theme, when none was chosen in the settings. Resolves when they are there. */
async function showIn(page: Page, theme: (typeof themes)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
  await endTransitions(page);
}

/** Looks at the page as it is, in both themes. They differ in their colours alone. */
export async function expectNoViolations({ page }: Operator): Promise<void> {
  await endTransitions(page);
  expect(await violationsOf(page, 'all')).toEqual([]);
  const shown = await page.locator('html').getAttribute('data-mantine-color-scheme');
  for (const theme of themes.filter((each) => each !== shown)) {
    await showIn(page, theme);
    expect(await violationsOf(page, 'of-colours'), `in the ${theme} theme`).toEqual([]);
  }
  if (shown !== null) await showIn(page, shown === 'dark' ? 'dark' : 'light');
}
