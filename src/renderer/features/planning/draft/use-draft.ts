import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ControlAction, Draft } from '../../../../contract/domain/planning.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { useStream } from '../../../shared/use-stream.ts';
import { announce } from '../../../ui/announce.ts';
import { draftRowsKey, draftsKey } from '../planning-queries.ts';
import { countToEnd } from './draft-numbers.tsx';
import { stateText } from './draft-progress.tsx';

interface WatchedDraft {
  /** Null: not known yet. */
  readonly draft: Draft | null;
  /** Why the draft is not known, or is no longer updated. */
  readonly error: AppError | null;
  readonly retry: () => void;
  /** For the answer of a command, which is newer than what the stream sent before. */
  readonly setDraft: (draft: Draft) => void;
}

/** A draft and its changes. When the screen is left, the draft continues in main. */
export function useDraft(draftId: string): WatchedDraft {
  const [draft, setDraft] = useState<Draft | null>(null);
  const { error, restart } = useStream(
    'planning.watch',
    { draftId },
    {
      onItems: (items) => {
        const newest = items.at(-1);
        if (newest !== undefined) setDraft(newest);
      },
    },
  );
  return { draft, error, retry: restart, setDraft };
}

/** The commands for a draft. The answer of main is shown at once, and the rows are read again. */
export function useDraftCommands(draft: Draft, setDraft: (draft: Draft) => void) {
  const queries = useQueryClient();
  const draftId = draft.id;
  const onSuccess = (next: Draft) => {
    setDraft(next);
    return refreshRows(queries, draft);
  };
  return {
    control: useMutation({
      mutationFn: (action: ControlAction) => call('planning.control', { draftId, action }),
      onSuccess,
    }),
    choose: useMutation({
      mutationFn: (input: { readonly row: number; readonly userIds: string[] }) =>
        call('planning.choose', { draftId, ...input }),
      onSuccess,
    }),
    discard: useMutation({
      mutationFn: () => call('planning.discard', { draftId }),
      onSuccess: () => queries.invalidateQueries({ queryKey: draftsKey(draft.connectionId) }),
    }),
  };
}

export type DraftCommands = ReturnType<typeof useDraftCommands>;

/**
 * Reads the rows on screen again, and forgets the others: they would show their old state for a moment when the operator
 * scrolls to them or shows other rows.
 */
export async function refreshRows(
  queries: ReturnType<typeof useQueryClient>,
  { connectionId, id }: Pick<Draft, 'connectionId' | 'id'>,
): Promise<void> {
  const queryKey = draftRowsKey(connectionId, id);
  queries.removeQueries({ queryKey, type: 'inactive' });
  await queries.invalidateQueries({ queryKey });
}

/**
 * Announces each new state of a draft once, and reads its rows again. Rows are read again after the screen is opened, too:
 * the draft can have changed in the meantime.
 */
export function useDraftAnnouncements(draft: Draft): void {
  const queries = useQueryClient();
  const before = useRef<Draft['state']['state'] | null>(null);
  useEffect(() => {
    if (before.current === draft.state.state) return;
    const isFirst = before.current === null;
    before.current = draft.state.state;
    if (!isFirst) announce(text('draft.announcement', { state: stateText(draft), count: countToEnd(draft) }));
    void queries.invalidateQueries({ queryKey: draftRowsKey(draft.connectionId, draft.id) });
  }, [draft, queries]);
}
