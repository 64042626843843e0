import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { ConnectionDot } from '../ui/connection-dot.tsx';
import { EnvironmentBadge } from '../ui/environment-badge.tsx';
import { useConnections } from '../shared/connections-context.tsx';
import { useSwitchConnection } from '../shared/use-switch-connection.ts';
import classes from './frame.module.css';

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
