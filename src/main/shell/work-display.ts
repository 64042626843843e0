/** What is under way. `share`: of all of it, 0 to 1; null: not known. `count`: how many things run. */
export interface Work {
  readonly share: number | null;
  readonly count: number;
}

export interface WorkDisplayPorts {
  /** As `BrowserWindow#setProgressBar` takes it. Without a window it does nothing. */
  readonly setProgress: (value: number) => void;
  readonly keepAwake: () => number;
  readonly letSleep: (id: number) => void;
  /** Windows alone has a bar without a share; elsewhere Electron would show a full one. */
  readonly hasIndeterminate: boolean;
}

export interface WorkDisplay {
  /** Acts on changes that can be seen: cheap to call often. */
  readonly show: (work: Work) => void;
  /** Shows the same again, in a window that is new. */
  readonly again: () => void;
}

const NO_BAR = -1;
const INDETERMINATE = 2;

/** The bar for some work, in whole percents. */
function barOf({ share, count }: Work, hasIndeterminate: boolean): number {
  if (count <= 0) return NO_BAR;
  if (share === null || Number.isNaN(share)) return hasIndeterminate ? INDETERMINATE : 0;
  return Math.round(Math.min(1, Math.max(0, share)) * 100) / 100;
}

/** Decides what the taskbar shows, and keeps the system awake while something runs. */
export function createWorkDisplay(ports: WorkDisplayPorts): WorkDisplay {
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
    show: (work) => {
      setAwake(work.count > 0);
      const next = barOf(work, ports.hasIndeterminate);
      if (next === bar) return;
      bar = next;
      ports.setProgress(bar);
    },
    again: () => {
      if (bar !== NO_BAR) ports.setProgress(bar);
    },
  };
}
