import { Button, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Draft } from '../../../../contract/domain/planning.ts';
import { plural } from '../../../messages/format-count.ts';
import classes from './draft.module.css';
import type { DraftCommands } from './use-draft-commands.ts';

interface DiscardButtonProps {
  readonly draft: Draft;
  readonly discard: DraftCommands['discard'];
}

/** Gives a preview up. Asks first when something was found: finding it again takes as long. */
export function DiscardButton({ draft, discard }: DiscardButtonProps) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const { sessions } = draft.totals;

  function giveUp() {
    setAsking(false);
    discard.mutate(undefined, { onSuccess: () => navigate({ to: '/revocations', replace: true }) });
  }

  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        loading={discard.isPending}
        onClick={() => (sessions > 0 ? setAsking(true) : giveUp())}
      >
        Discard
      </Button>
      <Modal
        withCloseButton={false}
        classNames={{ title: classes.dialogTitle }}
        opened={asking}
        onClose={() => setAsking(false)}
        title="Discard this preview?"
        size={420}
      >
        <p className={classes.question}>
          It found {plural(sessions, 'session')}. They are not touched; only what was found is forgotten.
        </p>
        <div className={classes.answers}>
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            Go back
          </Button>
          <Button onClick={giveUp}>Discard the preview</Button>
        </div>
      </Modal>
    </>
  );
}
