/// <reference lib="dom" />
import type { Page } from 'playwright';

/** What is done in the page itself, because from outside it would be too slow. */
interface InPage {
  /** Scrolls the grid by `px` a frame, up again from its end, until `stopScrolling`. */
  readonly startScrolling: (px: number) => void;
  readonly stopScrolling: () => void;
  /** Resolves when the live region says a text like this. */
  readonly said: (pattern: RegExp) => Promise<void>;
  readonly frames: (count: number) => Promise<void>;
}

declare global {
  var curfewBench: InPage;
}

/** Runs in the page, put there as its source text: it may use nothing from outside itself. */
function createInPage(): InPage {
  let step = 0;

  function scroll(): void {
    if (step === 0) return;
    const box = document.querySelector('[role="grid"]')?.parentElement;
    if (box !== null && box !== undefined) {
      box.scrollTop += step;
      const atEnd = box.scrollTop >= box.scrollHeight - box.clientHeight - 1;
      if ((step > 0 && atEnd) || (step < 0 && box.scrollTop === 0)) step = -step;
    }
    requestAnimationFrame(scroll);
  }

  return {
    startScrolling: (px) => {
      step = px;
      requestAnimationFrame(scroll);
    },
    stopScrolling: () => {
      step = 0;
    },
    said: (pattern) =>
      new Promise((resolve) => {
        function look(): void {
          const texts = [...document.querySelectorAll('[role="status"]')].map((each) => each.textContent);
          if (texts.some((text) => pattern.test(text ?? ''))) resolve();
          else requestAnimationFrame(look);
        }
        look();
      }),
    frames: async (count) => {
      for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame);
    },
  };
}

/** Puts the functions into the page's document, where they stay until the document goes. */
export async function installInPage(page: Page): Promise<void> {
  // tsx wraps functions in a helper of this name, which the page does not have.
  await page.evaluate(
    `{ const __name = (target) => target; globalThis.curfewBench = (${createInPage.toString()})(); }`,
  );
}
