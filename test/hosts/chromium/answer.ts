import type { FakeElectron } from './electron.ts';
import type { HostState } from './host-state.ts';
import type { HostQuestion } from './options.ts';

/** Does what a spec asks for, and gives what it asks about. */
export function answerSpec(question: HostQuestion, { spec }: FakeElectron, state: HostState): unknown {
  switch (question.kind) {
    case 'click-menu':
      return spec.clickMenu(question.label);
    case 'clipboard':
      return spec.clipboardText();
    case 'opened-outside':
      return state.openedOutside;
    case 'save-next-to':
      return spec.saveNextTo(question.path);
    case 'saved-to':
      return spec.savedTo;
    case 'progress-bar':
      return state.progressBar;
    case 'kept-awake':
      return spec.blocksSleep();
    case 'set-focused':
      state.focused = question.focused;
      return null;
    case 'notifications':
      return spec.notifications();
    case 'click-notification':
      return spec.clickNotification(question.index);
  }
}
