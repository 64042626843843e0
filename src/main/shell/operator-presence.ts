import { powerMonitor, systemPreferences } from 'electron';
import { nativeMessages } from './native-messages.ts';

/** What the system tells of its operator: whether they are there, and whether it is them. */
export interface OperatorPresence {
  readonly onSuspend: (listener: () => void) => void;
  readonly onScreenLock: (listener: () => void) => void;
  /** Since the last key or movement of the mouse, in any program. */
  readonly idleSeconds: () => number;
  readonly isScreenLocked: () => boolean;
}

/** Longer than anybody is idle: the state is asked for whether the screen is locked, and not for idleness. */
const neverIdleS = 10_000_000;

export function createOperatorPresence(): OperatorPresence {
  return {
    onSuspend: (listener) => void powerMonitor.on('suspend', listener),
    onScreenLock: (listener) => {
      powerMonitor.on('lock-screen', listener);
      // macOS: another account of this computer comes to the screen.
      powerMonitor.on('user-did-resign-active', listener);
    },
    idleSeconds: () => powerMonitor.getSystemIdleTime(),
    // Linux has no event for it, and some of its desktops this.
    isScreenLocked: () => powerMonitor.getSystemIdleState(neverIdleS) === 'locked',
  };
}

/** Electron has no other check of a person than that of macOS: nothing for Windows Hello. */
export const touchId = {
  isAvailable: (): boolean => process.platform === 'darwin' && systemPreferences.canPromptTouchID(),
  prompt: (): Promise<void> => systemPreferences.promptTouchID(nativeMessages.touchIdReason),
};
