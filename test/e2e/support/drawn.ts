/// <reference lib="dom" />
import type { Page } from '@playwright/test';

/**
 * Resolves when the browser drew the page twice: what was rendered before is on screen by then. Only after it can a spec say
 * that a key or a click opened nothing.
 */
export function drawnTwice(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise<void>((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn()))),
  );
}
