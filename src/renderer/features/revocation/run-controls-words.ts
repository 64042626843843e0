import type { RunState } from '../../../contract/domain/revocation.ts';

type Act = 'pause' | 'resume' | 'stop' | 'abandon';

interface Control {
  readonly act: Act;
  readonly label: string;
}

const pause: Control = { act: 'pause', label: 'Pause' };
const resume: Control = { act: 'resume', label: 'Resume' };
const stop: Control = { act: 'stop', label: 'Stop' };

/** What can be done with a revocation as it stands, the likeliest first. */
export function controlsOf({ state }: RunState): readonly Control[] {
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
