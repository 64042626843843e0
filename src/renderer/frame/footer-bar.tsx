import type { Connection } from '../../contract/domain/connection.ts';
import { formatElapsed } from '../messages/format-duration.ts';
import { useAppInfo } from '../shared/app-info-context.tsx';
import { useConnections } from '../shared/connections-context.tsx';
import { formatAway } from '../shared/lost-connection.ts';
import classes from './frame.module.css';

function connectionWords(connection: Connection): string {
  const access = connection.readOnly ? 'read-only' : 'read/write';
  switch (connection.connection.state) {
    case 'open': {
      const { release, cdi, latencyMs } = connection.connection.core;
      return `core ${release} · CDI ${cdi} · ${formatElapsed(latencyMs)} · ${access}`;
    }
    case 'away':
      return formatAway(connection.connection.error);
    case 'opening':
      return 'opening';
    case 'failed':
      return 'not opened';
    case 'closed':
      return 'closed';
  }
}

export function FooterBar() {
  const { active } = useConnections();
  const info = useAppInfo();
  return (
    <footer className={classes.footer}>
      <span>{active === null ? '' : connectionWords(active)}</span>
      <span>
        {info?.host === 'chromium' ? 'Chromium host · ' : ''}
        {info === null ? '' : `Curfew ${info.version}`}
      </span>
    </footer>
  );
}
