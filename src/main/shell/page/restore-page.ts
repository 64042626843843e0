import type { BrowserWindow } from 'electron';
import type { PageLoss } from '../../../contract/domain/app.ts';

interface RestorePagePorts {
  readonly log: (line: string) => void;
  /** Asks whether the page is loaded once more, after it was lost again and again. Rejects when it cannot be asked now. */
  readonly askAgain: () => Promise<boolean>;
  readonly now?: () => number;
}

export interface PageRestorer {
  readonly watch: (window: RestorableWindow) => void;
  /** Why the page in the window was loaded again, told once; null: it was not. */
  readonly takeLoss: () => PageLoss | null;
  /** Loads a page again that the operator did not want to load again when asked. Nothing where the window has its page. */
  readonly loadAgain: () => void;
}

/** As much of a window as is needed. */
type RestorableWindow = Pick<BrowserWindow, 'on'> & {
  readonly webContents: Pick<
    BrowserWindow['webContents'],
    'on' | 'reload' | 'isDestroyed' | 'forcefullyCrashRenderer'
  >;
};

/** More losses than this within the time below: something breaks the page each time, and the operator decides. */
const mostLosses = 3;
const lossesWithinMs = 60_000;

/**
 * Loads the page again when its process crashed or does not respond. What runs is in main and goes on meanwhile; the
 * new page is told why it is there.
 */
export function createPageRestorer({ log, askAgain, now = Date.now }: RestorePagePorts): PageRestorer {
  const lostAt: number[] = [];
  let loss: PageLoss | null = null;
  let isHung = false;
  /** A window without a page. */
  let left: RestorableWindow['webContents'] | null = null;

  async function mayLoad(): Promise<boolean> {
    const current = now();
    lostAt.push(current);
    while ((lostAt[0] ?? current) < current - lossesWithinMs) lostAt.shift();
    if (lostAt.length <= mostLosses) return true;
    // While another question is open, nobody can be asked. A window without a page would help nobody.
    return askAgain().catch(() => true);
  }

  return {
    watch: (window) => {
      const { webContents } = window;
      window.on('unresponsive', () => {
        isHung = true;
        webContents.forcefullyCrashRenderer();
      });
      webContents.on('render-process-gone', (_event, { reason }) => {
        if (reason === 'clean-exit') return;
        loss = isHung ? 'page-unresponsive' : 'page-crashed';
        isHung = false;
        log(`shell: the page was lost (${loss}, ${reason})`);
        void mayLoad().then((isWanted) => {
          if (!isWanted) left = webContents;
          // The window can be closed while the operator is asked.
          else if (!webContents.isDestroyed()) webContents.reload();
        });
      });
      // Whatever loaded it: the lock does, too.
      webContents.on('did-finish-load', () => {
        left = null;
      });
    },
    loadAgain: () => {
      if (left?.isDestroyed() === false) left.reload();
    },
    takeLoss: () => {
      const told = loss;
      loss = null;
      return told;
    },
  };
}
