import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { RunProgress } from '../../contract/domain/revocation.ts';
import { formatEndedSoFar, formatRunState } from '../features/revocation/progress/format-progress.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import { text } from '../messages/text.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { useOpenRevocations, useShowRevocation } from '../shared/open-revocations-context.tsx';
import classes from './frame.module.css';

/** The open revocations of all connections: a link to one, or a list of several. */
export function OpenLink() {
  const { list } = useOpenRevocations();
  const { list: connections } = useConnections();
  const navigate = useNavigate();
  const show = useShowRevocation();
  const summary = openSummary(list ?? []);
  if (list === null || summary === null) return null;
  if (list.length === 1)
    return (
      <Link to="/revocations" className={classes.openLink}>
        {summary}
      </Link>
    );
  const nameOf = (id: string) =>
    connections?.find((connection) => connection.id === id)?.name ?? text('frame.removed-connection');
  return (
    <Menu position="bottom-end" width={420} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.openLink} aria-label={text('frame.open', { summary })}>
          {summary}
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
        <Menu.Item onClick={() => void navigate({ to: '/revocations' })}>{text('frame.open.all')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

type State = Pick<RunProgress, 'run'>;

const summaryMessages = {
  running: 'frame.open.running',
  waiting: 'frame.open.waiting',
  paused: 'frame.open.paused',
  watching: 'frame.open.watching',
  interrupted: 'frame.open.interrupted',
} as const satisfies Readonly<Record<string, MessageKey>>;
const summaryStates = Object.keys(summaryMessages) as readonly (keyof typeof summaryMessages)[];

/** "2 running", "1 running, 1 paused", for the top bar; null when no revocation is open. */
export function openSummary(list: readonly State[]): string | null {
  const states = list.map(({ run }) => summaryState(run.state));
  const parts = summaryStates.flatMap((state) => {
    const count = states.filter((each) => each === state).length;
    return count === 0 ? [] : [text(summaryMessages[state], { count })];
  });
  return parts.length === 0 ? null : parts.join(', ');
}

function summaryState(state: RunProgress['run']['state']): keyof typeof summaryMessages | null {
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
