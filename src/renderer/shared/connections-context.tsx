import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { createContext, use, useCallback, useEffect, useRef } from 'react';
import type { Connection } from '../../contract/domain/connection.ts';
import type { AppError } from '../../contract/errors.ts';
import { text } from '../messages/text.ts';
import { EmptyNote } from '../ui/page/page.tsx';
import { EnvironmentBadge } from '../ui/values/connection-badge.tsx';
import classes from './connection-context.module.css';

interface Connections {
  /** Null until main sent the list. */
  readonly list: readonly Connection[] | null;
  /** Why the list could not be read. */
  readonly error: AppError | null;
  /** The connection in use, in any state; null before the first choice. */
  readonly active: Connection | null;
  /** Makes a connection the chosen one and opens it. */
  readonly activate: (id: string) => void;
  /** Opens the chosen one again after it failed. */
  readonly reopen: () => void;
  /** Forgets what was read through this connection, after its address or its key changed. */
  readonly forget: (id: string) => void;
  /** Rises whenever something was forgotten. Pages of an earlier epoch must not stay on screen. */
  readonly epoch: number;
}

export const ConnectionsContext = createContext<Connections | null>(null);

/** All connections and the choice among them: for the frame and for managing them. Pages use `useConnection`. */
export function useConnections(): Connections {
  const connections = use(ConnectionsContext);
  if (connections === null) throw new Error('useConnections outside of ConnectionsProvider');
  return connections;
}

/** Changes the core that is worked on. The page goes with it: what was on screen belongs to the core before. */
export function useSwitchConnection(): (id: string) => void {
  const { active, activate } = useConnections();
  const navigate = useNavigate();
  return useCallback(
    (id: string) => {
      if (active?.id !== id) activate(id);
      void navigate({ to: '/', search: {} });
    },
    [active, activate, navigate],
  );
}

interface OtherConnectionProps {
  readonly connectionId: string;
  /** What is not shown. */
  readonly subject: 'revocation' | 'draft';
}

const ofOther = { revocation: 'connections.other.revocation', draft: 'connections.other.draft' } as const;
const ofRemoved = {
  revocation: 'connections.removed.revocation',
  draft: 'connections.removed.draft',
} as const;

/** In place of what belongs to another connection than the one in use: its links would lead to users of the wrong core. */
export function OtherConnection({ connectionId, subject }: OtherConnectionProps) {
  const { list, activate } = useConnections();
  const other = list?.find(({ id }) => id === connectionId);
  if (other === undefined) return <EmptyNote title={text(ofRemoved[subject])} />;
  return (
    <EmptyNote title={text(ofOther[subject], { name: other.name })}>
      <Button variant="default" onClick={() => activate(other.id)}>
        {text('connections.other.switch', { name: other.name })}
      </Button>
    </EmptyNote>
  );
}

export const ConnectionContext = createContext<Connection | null>(null);

/**
 * The connection that the pages work on. It was open once; while it is lost it stays here, so that what is on screen
 * stays there too, and `connection.state` is its state.
 */
export function useConnection(): Connection {
  const connection = use(ConnectionContext);
  if (connection === null) throw new Error('useConnection outside of a page that has a connection');
  return connection;
}

/** When a core that was away answers again, what could not be read meanwhile is read again, without being asked. */
export function useReadAgain(isAway: boolean, readAgain: () => void): void {
  const latest = useRef(readAgain);
  useEffect(() => {
    latest.current = readAgain;
  }, [readAgain]);
  const wasAway = useRef(isAway);
  useEffect(() => {
    if (wasAway.current && !isAway) latest.current();
    wasAway.current = isAway;
  }, [isAway]);
}

/** The same for what a page reads through its connection. */
export function useReadAgainOnPage(readAgain: () => void): void {
  useReadAgain(useConnection().connection.state === 'away', readAgain);
}

/** On which core this happens. */
export function Where() {
  const { name, environment } = useConnection();
  return (
    <p className={classes.where}>
      <strong>{name}</strong> <EnvironmentBadge environment={environment} />
    </p>
  );
}
