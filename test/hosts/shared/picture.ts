import type { Page } from 'playwright';

/** How long a page may take to settle. */
const DEADLINE_MS = 8_000;

/** Resolves when nothing in the page has changed for a while. Text: a compiler's helpers do not exist in the page. */
const heldStill = `new Promise((resolve) => {
  const end = () => { observer.disconnect(); resolve(); };
  let timer = setTimeout(end, 600);
  const observer = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 600); });
  observer.observe(document, { subtree: true, childList: true });
  setTimeout(end, ${DEADLINE_MS});
})`;

/** What stands where something is still being read. */
const UNDER_WAY = '[aria-busy="true"], [role="status"][aria-label]';

/** Locking and unlocking load the page anew, also while somebody waits for it to be still. */
async function still(page: Page): Promise<void> {
  await page.waitForSelector('#root > :not(style)', { timeout: DEADLINE_MS }).catch(() => undefined);
  await page.evaluate(heldStill);
}

/** Waits until the page has drawn what it has to show: nothing is under way and nothing changes any more. */
async function settled(page: Page): Promise<void> {
  await still(page).catch(() => still(page));
  const underWay = page.locator(UNDER_WAY).first();
  if ((await underWay.count()) === 0) return;
  await underWay.waitFor({ state: 'detached', timeout: DEADLINE_MS }).catch(() => undefined);
  await page.evaluate(heldStill);
}

/** Writes a PNG of the settled page. */
export async function takePicture(page: Page, file: string): Promise<void> {
  await settled(page);
  await page.screenshot({ path: file });
}
