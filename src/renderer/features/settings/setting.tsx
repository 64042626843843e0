import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import classes from './settings-page.module.css';

interface SettingProps {
  /** Names the control: `aria-labelledby`. */
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly children: ReactNode;
}

/** One line of the settings: what it is, and the control. */
export function Setting({ id, title, about, children }: SettingProps) {
  return (
    <div className={classes.setting}>
      <div>
        <div id={id} className={classes.title}>
          {title}
        </div>
        <div className={classes.about}>{about}</div>
      </div>
      <div>{children}</div>
    </div>
  );
}

/**
 * Of a field whose value is saved when the field is left, or by Enter. A shortcut or the menu takes the page away with the field,
 * which is no blur: that is leaving it, too. `save` saves what has changed only.
 */
export function useSavedWhenLeft(save: () => void) {
  const latest = useRef(save);
  latest.current = save;
  useEffect(() => () => latest.current(), []);
  return {
    onBlur: save,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === 'Enter') save();
    },
  };
}
