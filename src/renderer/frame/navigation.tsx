import { IconPlugConnected, IconPower, IconSearch, IconSettings, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { formatCount } from '../messages/format-count.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { useOpenRevocations } from '../shared/open-revocations-context.tsx';
import classes from './frame.module.css';

interface Place {
  readonly to: '/' | '/users' | '/revocations' | '/connections' | '/settings';
  readonly label: string;
  readonly icon: ComponentType<{ size: number; 'aria-hidden': 'true' }>;
  readonly exact?: boolean;
  /** How many of its things go on. */
  readonly open?: number;
}

const work: readonly Place[] = [
  { to: '/', label: 'Search', icon: IconSearch, exact: true },
  { to: '/users', label: 'Users', icon: IconUsers },
  { to: '/revocations', label: 'Revocations', icon: IconPower },
];
const administration: readonly Place[] = [
  { to: '/connections', label: 'Connections', icon: IconPlugConnected },
  { to: '/settings', label: 'Settings', icon: IconSettings },
];

function PlaceLink({ to, label, icon: Icon, exact = false, open = 0 }: Place) {
  return (
    <Link to={to} activeOptions={{ exact, includeSearch: false }} className={classes.link}>
      <Icon size={16} aria-hidden="true" />
      {label}
      {open === 0 ? null : (
        <span className={classes.openCount} title={`${formatCount(open)} not ended`}>
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
    <nav aria-label="Main" className={classes.nav}>
      {work.map((place) => (
        <PlaceLink key={place.label} {...place} open={place.to === '/revocations' ? open : 0} />
      ))}
      <span className={classes.navRest} />
      {administration.map((place) => (
        <PlaceLink key={place.label} {...place} />
      ))}
    </nav>
  );
}
