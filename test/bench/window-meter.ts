/// <reference lib="dom" />
import type { Page } from 'playwright';

/** What a window answered nobody for, since it was asked last. All times in ms. */
export interface WindowWaits {
  /** The longest time in which no task of the page got its turn. */
  readonly block: number;
  /** Between two pictures; on a machine without a graphics card this is more than the page's own work. */
  readonly frame: number;
  /** Tasks of 50 ms and longer, as the browser itself counts them. */
  readonly longTasks: readonly number[];
}

interface InPage {
  readonly take: () => WindowWaits;
  /** Scrolls the grid by `px` a frame, up again from its end, until `stopScrolling`. */
  readonly startScrolling: (px: number) => void;
  readonly stopScrolling: () => void;
  /** Resolves when the live region says a text like this. */
  readonly said: (pattern: RegExp) => Promise<void>;
}

declare global {
  var curfewMeter: InPage | undefined;
}

/** Runs in the page, put there as its source text: it may use nothing from outside itself. */
function createMeter(): InPage {
  const periodMs = 4;
  let block = 0;
  let frame = 0;
  let longTasks: number[] = [];
  let scrolling = 0;
  let lastTick = performance.now();
  let lastFrame = lastTick;

  function tick(): void {
    const now = performance.now();
    block = Math.max(block, now - lastTick - periodMs);
    lastTick = now;
    setTimeout(tick, periodMs);
  }

  function onFrame(): void {
    const now = performance.now();
    frame = Math.max(frame, now - lastFrame);
    lastFrame = now;
    if (scrolling !== 0) scroll();
    requestAnimationFrame(onFrame);
  }

  function scroll(): void {
    const box = document.querySelector('[role="grid"]')?.parentElement;
    if (box === null || box === undefined) return;
    box.scrollTop += scrolling;
    const atEnd = box.scrollTop >= box.scrollHeight - box.clientHeight - 1;
    if ((scrolling > 0 && atEnd) || (scrolling < 0 && box.scrollTop === 0)) scrolling = -scrolling;
  }

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ type: 'longtask' });
  tick();
  requestAnimationFrame(onFrame);

  return {
    take: () => {
      const taken = { block, frame, longTasks };
      block = 0;
      frame = 0;
      longTasks = [];
      return taken;
    },
    startScrolling: (px) => {
      scrolling = px;
    },
    stopScrolling: () => {
      scrolling = 0;
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
  };
}

/** Puts the meter into the page's document, where it stays until the document goes. */
export async function installMeter(page: Page): Promise<void> {
  // tsx wraps functions in a helper of this name, which the page does not have.
  await page.evaluate(
    `{ const __name = (target) => target; globalThis.curfewMeter = (${createMeter.toString()})(); }`,
  );
}
