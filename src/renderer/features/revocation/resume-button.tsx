import { Button } from '@mantine/core';
import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { useConnections } from '../../shared/connections-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { Problem } from '../../ui/problem.tsx';
import { useCommand } from './use-command.ts';

/** Takes up an interrupted revocation where it stands, from wherever the operator is. */
export function ResumeButton({ progress }: { readonly progress: RunProgress }) {
  const { list } = useConnections();
  const connection = list?.find(({ id }) => id === progress.connectionId);
  const resume = useCommand(() => call('revocation.resume', { planId: progress.id }));
  if (connection === undefined) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        disabled={connection.readOnly}
        title={connection.readOnly ? `${connection.name} is read-only here` : undefined}
        loading={resume.isPending}
        onClick={() => resume.mutate()}
      >
        Resume
      </Button>
      {resume.error === null ? null : <Problem error={resume.error} meaning="It stands as it did." />}
    </>
  );
}
