import { Button, Tooltip } from '@mantine/core';
import type { Draft } from '../../../../contract/domain/planning.ts';
import { useConnection } from '../../../shared/connection-context.tsx';
import { useEndSessions } from '../../../shared/end-sessions-context.tsx';
import { announce } from '../../../ui/announce.ts';
import { DiscardButton } from './discard-button.tsx';
import classes from './draft.module.css';
import { draftSubject, endWords, notYetWords } from './draft-words.ts';
import type { DraftCommands } from './use-draft-commands.ts';

interface DraftActionsProps {
  readonly draft: Draft;
  readonly commands: DraftCommands;
}

/** The one dangerous button, and what else can be done with the preview. */
export function DraftActions({ draft, commands }: DraftActionsProps) {
  const connection = useConnection();
  const endSessions = useEndSessions();
  const reason = notYetWords(draft, connection);

  function end() {
    if (reason !== null) announce(reason);
    else endSessions({ draftId: draft.id, subject: draftSubject(draft) });
  }

  return (
    <div className={classes.actions}>
      <div className={classes.buttons}>
        <DiscardButton draft={draft} discard={commands.discard} />
        <Tooltip label={reason} disabled={reason === null}>
          <Button
            color="end"
            {...(reason === null ? {} : { 'data-disabled': true, 'aria-disabled': true })}
            onClick={end}
          >
            {endWords(draft)}
          </Button>
        </Tooltip>
      </div>
      {reason === null ? null : <p className={classes.reason}>{reason}</p>}
    </div>
  );
}
