import { Button, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Connection } from '../../../contract/domain/connection.ts';
import { call } from '../../shared/ipc-client.ts';
import { Problem } from '../../ui/problem.tsx';

interface RemoveConnectionProps {
  readonly connection: Connection;
  readonly onRemoved: () => void;
}

/** Forgets a core. Not red: no session ends by it. */
export function RemoveConnection({ connection, onRemoved }: RemoveConnectionProps) {
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => call('connections.remove', { id: connection.id }),
    onSuccess: () => {
      setAsking(false);
      onRemoved();
    },
  });
  return (
    <>
      <Button variant="subtle" color="gray" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Remove ${connection.name}?`}>
        <p>Curfew forgets this connection and its key. Nothing changes on the core, and no session ends.</p>
        {remove.isError ? <Problem error={remove.error} meaning="It was not removed." /> : null}
        <Group justify="flex-end" mt="md">
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            Cancel
          </Button>
          <Button loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove {connection.name}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
