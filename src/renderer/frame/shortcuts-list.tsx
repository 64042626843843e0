import { useOs } from '@mantine/hooks';
import type { MessageKey } from '../messages/catalogue.ts';
import { text } from '../messages/text.ts';
import classes from './frame.module.css';

interface ShortcutGroup {
  readonly title: MessageKey;
  readonly shortcuts: readonly { readonly keys: readonly string[]; readonly does: MessageKey }[];
}

function groups(mod: string): readonly ShortcutGroup[] {
  return [
    {
      title: 'frame.shortcuts.everywhere',
      shortcuts: [
        { keys: [`${mod} K`], does: 'frame.shortcuts.palette' },
        { keys: ['/', `${mod} F`], does: 'frame.shortcuts.search' },
        { keys: ['Esc'], does: 'frame.shortcuts.back' },
        { keys: [`${mod} Shift A`], does: 'frame.go.audit' },
        { keys: [`${mod} Shift L`], does: 'frame.shortcuts.lock' },
        { keys: ['?'], does: 'frame.shortcuts.show' },
      ],
    },
    {
      title: 'frame.shortcuts.tables',
      shortcuts: [
        { keys: ['↓ ↑', 'j k'], does: 'frame.shortcuts.move' },
        { keys: ['Page ↓ ↑', 'Home', 'End'], does: 'frame.shortcuts.far' },
        { keys: ['Enter'], does: 'frame.shortcuts.open' },
        { keys: ['Space'], does: 'frame.shortcuts.select' },
        { keys: ['Shift Space'], does: 'frame.shortcuts.range' },
        { keys: [`${mod} A`], does: 'frame.shortcuts.all' },
        { keys: ['c'], does: 'frame.shortcuts.copy' },
        { keys: ['e'], does: 'frame.shortcuts.end' },
        { keys: ['Shift F10'], does: 'frame.shortcuts.menu' },
      ],
    },
  ];
}

/** All keyboard shortcuts, as the keys are called on this system. */
export function ShortcutsList() {
  const os = useOs({ getValueInEffect: false });
  return groups(os === 'macos' ? '⌘' : 'Ctrl').map(({ title, shortcuts }) => (
    <section key={title} className={classes.shortcuts}>
      <h3>{text(title)}</h3>
      <dl>
        {shortcuts.map(({ keys, does }) => (
          <div key={does}>
            <dt>{text(does)}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key} className={classes.key}>
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}
