import { useMemo, useSyncExternalStore } from 'react';
import type { RevocationSelection } from '../../../contract/domain/revocation/plan.ts';
import type { RunProgress } from '../../../contract/domain/revocation/run.ts';
import { isWatch } from './is-watch.ts';
import { useOpenRevocations } from './open-revocations-context.tsx';

/** A revocation that was started in this window, and whose sessions it ends. */
interface StartedRevocation {
  readonly id: string;
  readonly connectionId: string;
  /** The sessions that were selected; null: all of the user. */
  readonly handles: ReadonlySet<string> | null;
  /** Of all sessions of a user: those of this tenant alone; null: of every tenant. */
  readonly tenantId: string | null;
  /** The user whose sessions these are, where it is known. */
  readonly userId: string | null;
  readonly startedAt: number;
}

/** So many are remembered. Their handles are in memory. */
const maxRemembered = 50;
let started: readonly StartedRevocation[] = [];
const listeners = new Set<() => void>();

/** Remembers which sessions a revocation ends, so that their pages can show it. */
export function rememberStarted(
  { id, connectionId, startedAt }: RunProgress,
  selection: RevocationSelection,
  userId: string | null,
): void {
  const revocation: StartedRevocation = {
    ...{ id, connectionId, startedAt },
    handles: selection.type === 'handles' ? new Set(selection.handles) : null,
    tenantId: selection.type === 'user' ? selection.tenantId : null,
    userId: selection.type === 'user' ? selection.userId : userId,
  };
  started = [revocation, ...started].slice(0, maxRemembered);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function useStarted(connectionId: string): readonly StartedRevocation[] {
  const all = useSyncExternalStore(subscribe, () => started);
  return useMemo(() => all.filter((one) => one.connectionId === connectionId), [all, connectionId]);
}

/** Finds the last revocation that was started for just this session, among others; null: none. */
export function useRevocationOfHandle(connectionId: string): (handle: string) => string | null {
  const all = useStarted(connectionId);
  return useMemo(
    () => (handle) => all.find(({ handles }) => handles?.has(handle) === true)?.id ?? null,
    [all],
  );
}

/** When and in which tenant a session began; `tenantId` null: all sessions of the user are meant. */
interface SessionStart {
  readonly createdAt: number;
  readonly tenantId: string | null;
}

const anySession: SessionStart = { createdAt: 0, tenantId: null };

/** The last revocation that was started for all sessions of a user, and could end such a session; null: none. */
export function useRevocationOfUser(
  connectionId: string,
  userId: string,
  session: SessionStart = anySession,
): string | null {
  return lastOfUser(useStarted(connectionId), userId, session);
}

/** The same among some revocations. One of a single tenant covers no session of another tenant, and not the whole user. */
export function lastOfUser(
  all: readonly StartedRevocation[],
  userId: string,
  { createdAt, tenantId }: SessionStart,
): string | null {
  const covers = (one: StartedRevocation) =>
    one.handles === null &&
    one.userId === userId &&
    (one.tenantId === null || one.tenantId === tenantId) &&
    createdAt <= one.startedAt;
  return all.find(covers)?.id ?? null;
}

/** What runs end of a user's sessions. */
export interface RunsOfUser {
  /** Runs that are not ended: they end all sessions, or some. */
  readonly open: readonly RunProgress[];
  /** An open run ends all sessions of the user. */
  readonly endsAll: boolean;
  /** Whether an open run ends this session. */
  readonly ends: (handle: string) => boolean;
  /** The last one that was started here, if it has ended. */
  readonly lastEnded: string | null;
}

/** Runs on the sessions of a user: those that were started in this window, and all that end whole users. */
export function useRunsOfUser(connectionId: string, userId: string): RunsOfUser {
  const all = useStarted(connectionId);
  const { list } = useOpenRevocations();
  return useMemo(() => {
    const mine = all.filter((one) => one.userId === userId);
    const open = (list ?? []).filter(
      (run) =>
        run.connectionId === connectionId &&
        !isWatch(run) &&
        (mine.some(({ id }) => id === run.id) ||
          (run.source.type === 'user' && run.source.userId === userId)),
    );
    const openIds = new Set(open.map(({ id }) => id));
    const openHandles = mine.filter(({ id }) => openIds.has(id)).map(({ handles }) => handles);
    const [last] = mine;
    const isOpen = last !== undefined && (list ?? []).some(({ id }) => id === last.id);
    return {
      open,
      endsAll: open.some(({ source }) => source.type === 'user' && source.tenantId === null),
      ends: (handle) => openHandles.some((handles) => handles?.has(handle) === true),
      lastEnded: last === undefined || list === null || isOpen ? null : last.id,
    };
  }, [all, list, connectionId, userId]);
}
