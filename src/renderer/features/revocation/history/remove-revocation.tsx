import { ActionIcon, Button, Group, Modal } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HistoryEntry } from '../../../../contract/domain/revocation.ts';
import { richText } from '../../../messages/rich-text.tsx';
import { text } from '../../../messages/text.ts';
import { call } from '../../../shared/ipc-client.ts';
import { announce } from '../../../ui/announce.ts';
import { Moment } from '../../../ui/moment.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { useRowTabIndex } from '../../../ui/table/table-row.tsx';
import { allRevocationsKey } from '../revocation-calls.ts';
import classes from './history.module.css';

interface RemoveRevocationProps {
  readonly entry: Extract<HistoryEntry, { type: 'ended' }>;
}

/** Deletes a past revocation from this computer, after a question. Nothing at the core changes. */
export function RemoveRevocation({ entry }: RemoveRevocationProps) {
  const [isAsked, setAsked] = useState(false);
  const queries = useQueryClient();
  const { startedAt } = entry;
  const reason = <bdi>{entry.reason}</bdi>;
  const remove = useMutation({
    mutationFn: () => call('revocation.remove', { id: entry.id }),
    onSuccess: async () => {
      setAsked(false);
      announce(text('history.deleted'));
      await queries.invalidateQueries({ queryKey: allRevocationsKey });
    },
  });
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={text('history.delete', { reason: entry.reason })}
        tabIndex={useRowTabIndex()}
        onClick={() => setAsked(true)}
      >
        <IconTrash size={15} aria-hidden="true" />
      </ActionIcon>
      <Modal
        opened={isAsked}
        onClose={() => setAsked(false)}
        title={text('history.delete-question')}
        size={440}
      >
        <p className={classes.question}>
          {startedAt === null
            ? richText('history.delete-meaning-undated', { reason })
            : richText('history.delete-meaning', { time: <Moment at={startedAt} as="exact" />, reason })}
        </p>
        {remove.error === null ? null : (
          <Problem error={remove.error} meaning={text('history.delete-failed')} />
        )}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={() => setAsked(false)} data-autofocus>
            {text('history.delete-cancel')}
          </Button>
          <Button color="gray" loading={remove.isPending} onClick={() => remove.mutate()}>
            {text('history.delete-confirm')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
