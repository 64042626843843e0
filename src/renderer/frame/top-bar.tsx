import { ActionIcon, Menu, UnstyledButton, useComputedColorScheme } from '@mantine/core';
import { useOs } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconCheck, IconChevronDown, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useConnections, useSwitchConnection } from '../shared/connections-context.tsx';
import { useSaveSettings, useSettings } from '../shared/settings-context.tsx';
import { ConnectionDot, EnvironmentBadge } from '../ui/connection-badge.tsx';
import classes from './frame.module.css';
import { OpenLink } from './open-link.tsx';

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

export function ThemeToggle() {
  const settings = useSettings();
  const save = useSaveSettings();
  const shown = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = shown === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={`Use ${other} colours`}
      title={`Use ${other} colours`}
      onClick={() => save.mutate({ ...settings, theme: other })}
    >
      {shown === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
    </ActionIcon>
  );
}

/** Which core this is and what it is for; opens the list to change it. */
export function ConnectionSwitcher() {
  const { list, active } = useConnections();
  const switchTo = useSwitchConnection();
  const navigate = useNavigate();
  if (active === null) return <span />;
  return (
    <Menu position="bottom-start" width={280} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.switcher}>
          <ConnectionDot state={active.connection.state} />
          <span className={classes.name}>{active.name}</span>
          <EnvironmentBadge environment={active.environment} />
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {(list ?? []).map((connection) => (
          <Menu.Item
            key={connection.id}
            onClick={() => switchTo(connection.id)}
            rightSection={connection.id === active.id ? <IconCheck size={14} aria-label="in use" /> : null}
          >
            <span className={classes.menuItem}>
              <ConnectionDot state={connection.connection.state} />
              <span className={classes.name}>{connection.name}</span>
              <EnvironmentBadge environment={connection.environment} />
            </span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: '/connections' })}>Manage connections</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
