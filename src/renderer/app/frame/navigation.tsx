import { IconPlugConnected, IconPower, IconSearch, IconSettings, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import classes from './frame.module.css';

interface Place {
  readonly to: '/' | '/users' | '/revocations' | '/connections' | '/settings';
  readonly label: string;
  readonly icon: ComponentType<{ size: number; 'aria-hidden': 'true' }>;
  readonly exact?: boolean;
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

function PlaceLink({ to, label, icon: Icon, exact = false }: Place) {
  return (
    <Link to={to} activeOptions={{ exact, includeSearch: false }} className={classes.link}>
      <Icon size={16} aria-hidden="true" />
      {label}
    </Link>
  );
}

export function Navigation() {
  return (
    <nav aria-label="Main" className={classes.nav}>
      {work.map((place) => (
        <PlaceLink key={place.label} {...place} />
      ))}
      <span className={classes.navRest} />
      {administration.map((place) => (
        <PlaceLink key={place.label} {...place} />
      ))}
    </nav>
  );
}
