import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useConnection } from '../../../shared/connection-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { Problem } from '../../../ui/problem.tsx';
import { draftsQuery } from '../report-queries.ts';

/** Begins a new draft of just what was not covered, and shows it. Ends nothing. */
export function TryAgain({ revocationId }: { readonly revocationId: string }) {
  const { id: connectionId } = useConnection();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: () => call('planning.startFromGaps', { revocationId }),
    onSuccess: async (draft) => {
      void queries.invalidateQueries({ queryKey: draftsQuery(connectionId).queryKey });
      await navigate({ to: '/revocations/drafts/$draftId', params: { draftId: draft.id } });
    },
  });
  return (
    <>
      <div>
        <Button size="compact-sm" variant="default" loading={start.isPending} onClick={() => start.mutate()}>
          Try these again
        </Button>
      </div>
      {start.error === null ? null : (
        <Problem error={start.error} meaning="Nothing was looked up, and nothing was ended." />
      )}
    </>
  );
}
