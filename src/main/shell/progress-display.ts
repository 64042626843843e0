import { type BrowserWindow, powerSaveBlocker } from 'electron';

/** `share`: how much is done of everything that runs, 0 to 1; null: not known. `count`: how many revocations and drafts run. */
export interface Progress {
  readonly share: number | null;
  readonly count: number;
}

export interface ProgressDisplayPorts {
  /** As `BrowserWindow#setProgressBar` takes it. Without a window it does nothing. */
  readonly setProgress: (value: number) => void;
  readonly keepAwake: () => number;
  readonly letSleep: (id: number) => void;
  /** Windows alone has a bar without a share; elsewhere Electron would show a full one. */
  readonly hasIndeterminate: boolean;
}

export interface ProgressDisplay {
  /** Acts on changes that can be seen: cheap to call often. */
  readonly show: (progress: Progress) => void;
  /** Shows the same again, in a window that is new. */
  readonly again: () => void;
}

const NO_BAR = -1;
const INDETERMINATE = 2;

/** The value of the bar, in whole percents. */
function barOf({ share, count }: Progress, hasIndeterminate: boolean): number {
  if (count <= 0) return NO_BAR;
  if (share === null || Number.isNaN(share)) return hasIndeterminate ? INDETERMINATE : 0;
  return Math.round(Math.min(1, Math.max(0, share)) * 100) / 100;
}

/** Decides what the taskbar shows, and keeps the system awake while something runs. */
export function createProgressDisplay(ports: ProgressDisplayPorts): ProgressDisplay {
  let bar = NO_BAR;
  let awake: number | undefined;

  function setAwake(wanted: boolean): void {
    if (wanted) awake ??= ports.keepAwake();
    else if (awake !== undefined) {
      ports.letSleep(awake);
      awake = undefined;
    }
  }

  return {
    show: (progress) => {
      setAwake(progress.count > 0);
      const next = barOf(progress, ports.hasIndeterminate);
      if (next === bar) return;
      bar = next;
      ports.setProgress(bar);
    },
    again: () => {
      if (bar !== NO_BAR) ports.setProgress(bar);
    },
  };
}

/** The bar on the taskbar or dock, and the system kept awake, while something runs. */
export function createShowProgress(currentWindow: () => BrowserWindow | undefined): ProgressDisplay {
  return createProgressDisplay({
    setProgress: (value) => currentWindow()?.setProgressBar(value),
    // The screen may go dark. What runs goes on.
    keepAwake: () => powerSaveBlocker.start('prevent-app-suspension'),
    letSleep: (id) => void powerSaveBlocker.stop(id),
    hasIndeterminate: process.platform === 'win32',
  });
}
