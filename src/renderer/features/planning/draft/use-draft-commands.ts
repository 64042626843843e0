import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ControlAction, Draft, Excluded } from '../../../../contract/domain/planning.ts';
import { call } from '../../../shared/ipc-client.ts';
import { draftRowsKey, draftsKey } from '../draft-keys.ts';

/** What can be done with a draft. What main answers is shown at once; rows are read again. */
export function useDraftCommands(draft: Draft, take: (draft: Draft) => void) {
  const queries = useQueryClient();
  const draftId = draft.id;
  const onSuccess = (next: Draft) => {
    take(next);
    return queries.invalidateQueries({ queryKey: draftRowsKey(draft.connectionId, draftId) });
  };
  return {
    control: useMutation({
      mutationFn: (action: ControlAction) => call('planning.control', { draftId, action }),
      onSuccess,
    }),
    keep: useMutation({
      mutationFn: (input: { readonly what: Excluded; readonly excluded: boolean }) =>
        call('planning.exclude', { draftId, ...input }),
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
