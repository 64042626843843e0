import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { RunProgress } from '../../contract/domain/revocation.ts';
import { formatEndedSoFar, formatRunState } from '../features/revocation/progress/format-progress.ts';
import { formatCount } from '../messages/format-count.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { useOpenRevocations, useShowRevocation } from '../shared/open-revocations-context.tsx';
import classes from './frame.module.css';

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

type State = Pick<RunProgress, 'run'>;

/** "2 running", "1 running, 1 paused", for the top bar; null when there is nothing to say. */
export function openWords(list: readonly State[]): string | null {
  const counts = new Map<string, number>();
  for (const { run } of list) {
    const word = barWord(run.state);
    if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const order = ['running', 'waiting', 'paused', 'watching', 'interrupted'];
  const words = order.flatMap((word) => {
    const count = counts.get(word);
    return count === undefined ? [] : [`${formatCount(count)} ${word}`];
  });
  return words.length === 0 ? null : words.join(', ');
}

function barWord(state: RunProgress['run']['state']): string | null {
  switch (state) {
    case 'running':
    case 'pausing':
    case 'stopping':
      return 'running';
    case 'ended':
      return null;
    default:
      return state;
  }
}
