import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { formatEndedSoFar, formatRunState } from '../../features/revocation/progress/format-progress.ts';
import { useConnections } from '../connections-context.tsx';
import { useOpenRevocations } from '../open-revocations-context.tsx';
import { useShowRevocation } from '../use-show-revocation.ts';
import classes from './frame.module.css';
import { openWords } from './open-words.ts';

/** What goes on, on whichever connection: a link, or the list of them when they are several. */
export function OpenLink() {
  const { list } = useOpenRevocations();
  const { list: connections } = useConnections();
  const navigate = useNavigate();
  const show = useShowRevocation();
  const words = openWords(list ?? []);
  if (list === null || words === null) return null;
  if (list.length === 1)
    return (
      <Link to="/revocations" className={classes.openLink}>
        {words}
      </Link>
    );
  const nameOf = (id: string) => connections?.find((connection) => connection.id === id)?.name ?? 'unknown';
  return (
    <Menu position="bottom-end" width={420} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.openLink} aria-label={`${words}: revocations`}>
          {words}
          <IconChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {list.map((progress) => (
          <Menu.Item key={progress.id} onClick={() => show(progress)}>
            {nameOf(progress.connectionId)} · {formatRunState(progress.run)} ·{' '}
            {formatEndedSoFar(progress.counts)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void navigate({ to: '/revocations' })}>All revocations</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
