import { ActionIcon, Button, Group, Modal } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HistoryEntry } from '../../../../contract/domain/revocation.ts';
import { call } from '../../../shared/ipc-client.ts';
import { announce } from '../../../ui/announce.ts';
import { Moment } from '../../../ui/moment.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import { allRevocationsKey } from '../report-queries.ts';
import classes from './history.module.css';

interface RemoveRevocationProps {
  readonly entry: Extract<HistoryEntry, { type: 'ended' }>;
}

/** Deletes a past revocation from this computer, after a question. Nothing at the core changes. */
export function RemoveRevocation({ entry }: RemoveRevocationProps) {
  const [isAsked, setAsked] = useState(false);
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call('revocation.remove', { id: entry.id }),
    onSuccess: async () => {
      setAsked(false);
      announce('The revocation was deleted');
      await queries.invalidateQueries({ queryKey: allRevocationsKey });
    },
  });
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={`Delete the revocation "${entry.reason}"`}
        tabIndex={useRowTabIndex()}
        onClick={() => setAsked(true)}
      >
        <IconTrash size={15} aria-hidden="true" />
      </ActionIcon>
      <Modal
        withCloseButton={false}
        classNames={{ title: classes.dialogTitle }}
        opened={isAsked}
        onClose={() => setAsked(false)}
        title="Delete this report?"
        size={440}
      >
        <p className={classes.question}>
          The report of{' '}
          {entry.startedAt === null ? 'this revocation' : <Moment at={entry.startedAt} as="exact" />} (
          <bdi>{entry.reason}</bdi>) is deleted from this computer, with every target in it. Sessions that it
          ended stay ended. This cannot be undone.
        </p>
        {remove.error === null ? null : (
          <Problem error={remove.error} meaning="The revocation was not deleted." />
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => setAsked(false)} data-autofocus>
            Cancel
          </Button>
          <Button color="gray" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete the report
          </Button>
        </Group>
      </Modal>
    </>
  );
}
