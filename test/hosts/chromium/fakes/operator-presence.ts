import { EventEmitter } from 'node:events';
import { strict } from './small.ts';

/** `powerMonitor`: the operator is there until a spec says otherwise. */
export function createPowerMonitor() {
  const powerMonitor = Object.assign(new EventEmitter(), {
    getSystemIdleTime: () => 0,
    getSystemIdleState: () => 'active',
  });
  return {
    powerMonitor: strict('powerMonitor', powerMonitor),
    suspend: () => void powerMonitor.emit('suspend'),
  };
}

/** `systemPreferences`: a computer without Touch ID. */
export function createSystemPreferences(): object {
  return strict('systemPreferences', { canPromptTouchID: () => false });
}
