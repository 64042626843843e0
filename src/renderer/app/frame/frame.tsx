import { Link, Outlet } from '@tanstack/react-router';
import { EnvironmentBadge } from '../../ui/environment-badge.tsx';
import { useConnections } from '../connections-context.tsx';

export function Frame() {
  const { active } = useConnections();
  return (
    <>
      <header>
        {active?.name} {active === null ? null : <EnvironmentBadge environment={active.environment} />}
      </header>
      <nav>
        <Link to="/">Search</Link> <Link to="/users">Users</Link>
      </nav>
      <main>
        <Outlet />
      </main>
    </>
  );
}
