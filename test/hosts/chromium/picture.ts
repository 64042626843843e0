import type { Page } from 'playwright';

/** How long a page may take to settle. */
const PATIENCE_MS = 5_000;

/** Resolves when nothing in the page has changed for a while. Text: a compiler's helpers do not exist in the page. */
const heldStill = `new Promise((resolve) => {
  const end = () => { observer.disconnect(); resolve(); };
  let timer = setTimeout(end, 600);
  const observer = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 600); });
  observer.observe(document, { subtree: true, childList: true });
  setTimeout(end, ${PATIENCE_MS});
})`;

/** Waits until the page has drawn what it has to show: nothing in it changes any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForSelector('#root > :not(style)', { timeout: PATIENCE_MS }).catch(() => undefined);
  await page.evaluate(heldStill);
}

/** Writes a PNG of the settled page. */
export async function takePicture(page: Page, file: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: file });
}
