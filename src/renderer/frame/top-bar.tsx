import { ActionIcon, Menu, UnstyledButton, useComputedColorScheme } from '@mantine/core';
import { useOs } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import {
  IconCheck,
  IconChevronDown,
  IconEye,
  IconEyeOff,
  IconMoon,
  IconSearch,
  IconSun,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { RunProgress } from '../../contract/domain/revocation/run.ts';
import { formatEndedSoFar, formatRunState } from '../features/revocation/progress/format-progress.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import { text } from '../messages/text.ts';
import { useConnections, useSwitchConnection } from '../shared/connections-context.tsx';
import { useOpenRevocations, useShowRevocation } from '../shared/revocations/open-revocations-context.tsx';
import { useSaveSettings } from '../shared/settings-context.tsx';
import { ConnectionDot, EnvironmentBadge } from '../ui/values/connection-badge.tsx';
import { showNames, useMasking } from '../ui/values/personal-text.tsx';
import classes from './frame.module.css';

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
        <NamesToggle />
        <ThemeToggle />
      </div>
    </section>
  );
}

/** For those who have names masked: shows all of them for now, or masks them again. */
function NamesToggle() {
  const { isOn, areShown } = useMasking();
  if (!isOn) return null;
  const label = text(areShown ? 'frame.mask-names' : 'frame.show-names');
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      onClick={() => showNames(!areShown)}
    >
      {areShown ? <IconEyeOff size={16} /> : <IconEye size={16} />}
    </ActionIcon>
  );
}

function ThemeToggle() {
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
      onClick={() => save.mutate({ theme: other })}
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

/** The open revocations of all connections: a link to one, or a list of several. */
function OpenLink() {
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
