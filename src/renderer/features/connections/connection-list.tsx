import { Button, UnstyledButton } from '@mantine/core';
import type { Connection } from '../../../contract/domain/connection.ts';
import { useConnections } from '../../shared/connections-context.tsx';
import { useSwitchConnection } from '../../shared/use-switch-connection.ts';
import { ConnectionDot } from '../../ui/connection-dot.tsx';
import { EnvironmentBadge } from '../../ui/environment-badge.tsx';
import { stateWords } from './connection-words.ts';
import classes from './connections-page.module.css';

interface ConnectionListProps {
  readonly list: readonly Connection[];
  readonly shownId: string | null;
  readonly onShow: (id: string) => void;
}

export function ConnectionList({ list, shownId, onShow }: ConnectionListProps) {
  const { active, reopen } = useConnections();
  const switchTo = useSwitchConnection();
  return (
    <ul className={classes.list} aria-label="Connections">
      {list.map((connection) => (
        <li key={connection.id} className={classes.item} data-shown={connection.id === shownId || undefined}>
          <UnstyledButton
            className={classes.show}
            aria-current={connection.id === shownId}
            onClick={() => onShow(connection.id)}
          >
            <span className={classes.title}>
              <ConnectionDot state={connection.connection.state} />
              <span className={classes.name}>{connection.name}</span>
              <EnvironmentBadge environment={connection.environment} />
            </span>
            <span className={classes.detail} title={stateWords(connection)} style={{ display: 'block' }}>
              {stateWords(connection)}
            </span>
          </UnstyledButton>
          {connection.id !== active?.id ? (
            <Button size="compact-sm" variant="default" onClick={() => switchTo(connection.id)}>
              Open
            </Button>
          ) : connection.connection.state === 'failed' || connection.connection.state === 'away' ? (
            <Button size="compact-sm" variant="default" onClick={reopen}>
              Try again
            </Button>
          ) : (
            <span className={classes.inUse}>in use</span>
          )}
        </li>
      ))}
    </ul>
  );
}
