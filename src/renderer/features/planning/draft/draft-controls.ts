import type { ControlAction, Draft } from '../../../../contract/domain/planning.ts';

interface Control {
  readonly action: ControlAction;
  readonly label: string;
}

const pause: Control = { action: 'pause', label: 'Pause' };
const resume: Control = { action: 'resume', label: 'Resume' };
const stop: Control = { action: 'stop', label: 'Stop' };
const retry: Control = { action: 'retry', label: 'Try again what could not be read' };

/** What can be done with the reading of a draft now. */
export function controlsOf({ state, progress, totals }: Draft): readonly Control[] {
  switch (state.state) {
    case 'reading':
      return [pause, stop];
    case 'paused':
      return [resume, stop];
    case 'stopped':
    case 'ready': {
      const unread = progress.of === 'rule' ? progress.unread : totals.byVerdict.unread;
      return unread > 0 ? [retry] : [];
    }
    case 'settling':
    case 'failed':
      return [];
  }
}
