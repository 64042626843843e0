import { IconPlugConnected, IconPower, IconSearch, IconSettings, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { formatCount } from '../messages/format-count.ts';
import { text } from '../messages/text.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { useOpenRevocations } from '../shared/open-revocations-context.tsx';
import classes from './frame.module.css';

interface NavigationEntry {
  readonly to: '/' | '/users' | '/revocations' | '/connections' | '/settings';
  readonly label: string;
  readonly icon: ComponentType<{ size: number; stroke: number; 'aria-hidden': 'true' }>;
  readonly exact?: boolean;
}

const pages: readonly NavigationEntry[] = [
  { to: '/', label: text('frame.nav.search'), icon: IconSearch, exact: true },
  { to: '/users', label: text('frame.nav.users'), icon: IconUsers },
  { to: '/revocations', label: text('frame.nav.revocations'), icon: IconPower },
];
const administration: readonly NavigationEntry[] = [
  { to: '/connections', label: text('frame.nav.connections'), icon: IconPlugConnected },
  { to: '/settings', label: text('frame.nav.settings'), icon: IconSettings },
];

interface NavigationLinkProps {
  readonly entry: NavigationEntry;
  /** How many revocations are not ended. */
  readonly open?: number;
}

function NavigationLink({ entry, open = 0 }: NavigationLinkProps) {
  const { to, label, icon: Icon, exact = false } = entry;
  return (
    <Link to={to} activeOptions={{ exact, includeSearch: false }} className={classes.link}>
      <Icon size={16} stroke={1.75} aria-hidden="true" />
      {label}
      {open === 0 ? null : (
        <span className={classes.openCount} title={text('frame.nav.open', { count: open })}>
          {formatCount(open)}
        </span>
      )}
    </Link>
  );
}

export function Navigation() {
  const { active } = useConnections();
  const { list } = useOpenRevocations();
  const open = (list ?? []).filter(({ connectionId }) => connectionId === active?.id).length;
  return (
    <nav aria-label={text('frame.nav')} className={classes.nav}>
      {pages.map((entry) => (
        <NavigationLink key={entry.to} entry={entry} open={entry.to === '/revocations' ? open : 0} />
      ))}
      <span className={classes.navRest} />
      {administration.map((entry) => (
        <NavigationLink key={entry.to} entry={entry} />
      ))}
    </nav>
  );
}
