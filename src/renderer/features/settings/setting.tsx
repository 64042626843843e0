import type { ReactNode } from 'react';
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
