import { ActionIcon, Menu, UnstyledButton, useComputedColorScheme } from '@mantine/core';
import { useOs } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconCheck, IconChevronDown, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { text } from '../messages/text.ts';
import { useConnections, useSwitchConnection } from '../shared/connections-context.tsx';
import { useSaveSettings, useSettings } from '../shared/settings-context.tsx';
import { ConnectionDot, EnvironmentBadge } from '../ui/connection-badge.tsx';
import classes from './frame.module.css';
import { OpenLink } from './open-link.tsx';

export function TopBar() {
  const os = useOs({ getValueInEffect: false });
  return (
    <section className={classes.top} aria-label={text('frame.top')}>
      <ConnectionSwitcher />
      <UnstyledButton className={classes.palette} onClick={spotlight.open} aria-label={text('frame.palette')}>
        <IconSearch size={14} aria-hidden="true" />
        <span className={classes.paletteText}>{text('frame.palette')}</span>
        <kbd className={classes.key}>
          {text(os === 'macos' ? 'frame.palette.key-mac' : 'frame.palette.key')}
        </kbd>
      </UnstyledButton>
      <div className={classes.topEnd}>
        <OpenLink />
        <ThemeToggle />
      </div>
    </section>
  );
}

function ThemeToggle() {
  const settings = useSettings();
  const save = useSaveSettings();
  const shown = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const other = shown === 'dark' ? 'light' : 'dark';
  const label = text(other === 'dark' ? 'frame.use-dark' : 'frame.use-light');
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      onClick={() => save.mutate({ ...settings, theme: other })}
    >
      {shown === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
    </ActionIcon>
  );
}

/** The connection in use and its environment. Opens the list of connections. */
function ConnectionSwitcher() {
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
            rightSection={
              connection.id === active.id ? (
                <IconCheck size={14} aria-label={text('connections.in-use')} />
              ) : null
            }
          >
            <span className={classes.menuItem}>
              <ConnectionDot state={connection.connection.state} />
              <span className={classes.name}>{connection.name}</span>
              <EnvironmentBadge environment={connection.environment} />
            </span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: '/connections' })}>
          {text('frame.manage-connections')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
