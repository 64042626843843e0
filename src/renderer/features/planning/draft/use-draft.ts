import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ControlAction, Draft } from '../../../../contract/domain/planning/draft.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { draftsQuery } from '../../../shared/drafts-query.ts';
import { call, useStream } from '../../../shared/ipc-client.ts';
import { useFailedOrders } from './failed-orders.ts';

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
    choose: useChoices(draftId, onSuccess),
    discard: useMutation({
      mutationFn: () => call('planning.discard', { draftId }),
      onSuccess: () => queries.invalidateQueries({ queryKey: draftsQuery(draft.connectionId).queryKey }),
    }),
  };
}

/** The users that an ambiguous line means. */
interface Choice {
  readonly row: number;
  readonly userIds: string[];
}

function useChoices(draftId: string, onSuccess: (draft: Draft) => Promise<void>) {
  const failures = useFailedOrders<Choice>((earlier, anew) => (earlier.row === anew.row ? null : earlier));
  const command = useMutation({
    mutationFn: (choice: Choice) => call('planning.choose', { draftId, ...choice }),
    onMutate: failures.ordered,
    onError: (error, choice) => failures.add(choice, error),
    onSuccess,
  });
  return {
    mutate: (choice: Choice) => command.mutate(choice),
    failed: failures.failed,
    retry: () => {
      for (const choice of failures.take()) command.mutate(choice);
    },
  };
}

export type DraftCommands = ReturnType<typeof useDraftCommands>;

/** All rows of a draft, whichever are shown. */
export function draftRowsKey(connectionId: string, draftId: string) {
  return ['planning.rows', connectionId, draftId] as const;
}

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
