import type { Connection } from '../../contract/domain/connection.ts';
import { formatElapsed } from '../messages/format-duration.ts';
import { text } from '../messages/text.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { formatAway } from '../shared/lost-connection.ts';
import { useAppInfo } from '../shared/settings-context.tsx';
import classes from './frame.module.css';

function connectionText(connection: Connection): string {
  switch (connection.connection.state) {
    case 'open': {
      const { release, cdi, latencyMs } = connection.connection.core;
      const facts = { release, cdi, latency: formatElapsed(latencyMs) };
      return text(connection.readOnly ? 'frame.footer.read-only' : 'frame.footer.read-write', facts);
    }
    case 'away':
      return formatAway(connection.connection.error);
    case 'opening':
      return text('frame.footer.opening');
    case 'failed':
      return text('frame.footer.failed');
    case 'closed':
      return text('frame.footer.closed');
  }
}

export function FooterBar() {
  const { active } = useConnections();
  const info = useAppInfo();
  return (
    <footer className={classes.footer}>
      <span>{active === null ? '' : connectionText(active)}</span>
      <span>
        {info === null
          ? ''
          : text(info.host === 'chromium' ? 'frame.footer.version-in-chromium' : 'frame.footer.version', {
              version: info.version,
            })}
      </span>
    </footer>
  );
}
