import { UnstyledButton } from '@mantine/core';
import { useOs } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { ConnectionSwitcher } from './connection-switcher.tsx';
import classes from './frame.module.css';
import { OpenLink } from './open-link.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

export function TopBar() {
  const os = useOs({ getValueInEffect: false });
  return (
    <section className={classes.top} aria-label="Console">
      <ConnectionSwitcher />
      <UnstyledButton className={classes.palette} onClick={spotlight.open} aria-label="Search or command">
        <IconSearch size={14} aria-hidden="true" />
        <span className={classes.paletteText}>Search or command</span>
        <kbd className={classes.key}>{os === 'macos' ? '⌘K' : 'Ctrl K'}</kbd>
      </UnstyledButton>
      <div className={classes.topEnd}>
        <OpenLink />
        <ThemeToggle />
      </div>
    </section>
  );
}
