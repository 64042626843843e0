import type { RunProgress, RunState } from '../../../contract/domain/revocation.ts';

type Act = 'pause' | 'resume' | 'stop' | 'abandon' | 'stopSecondScan';

interface Control {
  readonly act: Act;
  readonly label: string;
}

const pause: Control = { act: 'pause', label: 'Pause' };
const resume: Control = { act: 'resume', label: 'Resume' };
const stop: Control = { act: 'stop', label: 'Stop' };

const stopSecondScan: Control = { act: 'stopSecondScan', label: 'Stop the second scan' };

/** What can be done with a revocation as it stands, the likeliest first. */
export function controlsOf({ phase, run }: Pick<RunProgress, 'phase' | 'run'>): readonly Control[] {
  return phase === 'second-scan' && scanning.has(run.state)
    ? [...controlsOfRun(run), stopSecondScan]
    : controlsOfRun(run);
}

const scanning: ReadonlySet<RunState['state']> = new Set(['running', 'waiting', 'pausing', 'paused']);

function controlsOfRun({ state }: RunState): readonly Control[] {
  switch (state) {
    case 'running':
    case 'waiting':
      return [pause, stop];
    case 'pausing':
      return [stop];
    case 'paused':
      return [resume, stop];
    case 'interrupted':
      return [resume, { act: 'abandon', label: 'Do not send more' }];
    case 'watching':
      return [{ act: 'stop', label: 'Stop watching' }];
    case 'stopping':
    case 'ended':
      return [];
  }
}
