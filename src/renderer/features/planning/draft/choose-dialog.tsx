import { Button, Checkbox, Modal } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ListRow } from '../../../../contract/domain/planning.ts';
import { plural } from '../../../messages/format-count.ts';
import classes from './draft.module.css';
import type { DraftCommands } from './use-draft-commands.ts';

interface ChooseDialogProps {
  /** Null: closed. */
  readonly row: ListRow | null;
  readonly choose: DraftCommands['choose'];
  readonly onClose: () => void;
}

/** Which of several users a line means. None is a choice, too. */
export function ChooseDialog({ row, choose, onClose }: ChooseDialogProps) {
  // What was on screen last, so that the dialog does not empty itself while it fades.
  const last = useRef(row);
  if (row !== null) last.current = row;
  const shown = row ?? last.current;
  return (
    <Modal
      withCloseButton={false}
      classNames={{ title: classes.dialogTitle }}
      opened={row !== null}
      onClose={onClose}
      title={shown === null ? '' : `Line ${shown.line}`}
      size={520}
    >
      {shown === null || shown.is.verdict !== 'ambiguous' ? null : (
        <Candidates
          key={`${shown.row} ${shown.is.chosen.join(' ')}`}
          text={shown.text}
          isSession={shown.kind === 'session-handle'}
          candidates={shown.is.candidates}
          chosen={shown.is.chosen}
          onCancel={onClose}
          onTake={(userIds) => {
            choose.mutate({ row: shown.row, userIds });
            onClose();
          }}
        />
      )}
    </Modal>
  );
}

interface CandidatesProps {
  readonly text: string;
  /** The handle of a session, too, which is no candidate. */
  readonly isSession: boolean;
  readonly candidates: Extract<ListRow['is'], { verdict: 'ambiguous' }>['candidates'];
  readonly chosen: readonly string[];
  readonly onCancel: () => void;
  readonly onTake: (userIds: string[]) => void;
}

function Candidates({ text, isSession, candidates, chosen, onCancel, onTake }: CandidatesProps) {
  const [taken, setTaken] = useState<string[]>([...chosen]);
  return (
    <>
      {isSession ? (
        <p className={classes.question}>
          This is also the handle of a session. The session is not selected. To end it, find it by its handle
          in the search.
        </p>
      ) : null}
      <Checkbox.Group
        label={`${plural(candidates.length, 'user is', 'users are')} known by ${text}`}
        description="Everything of those that you choose is to be ended."
        value={taken}
        onChange={setTaken}
        size="xs"
      >
        <div className={classes.candidates}>
          {candidates.map(({ userId, name, tenantIds }) => (
            <Checkbox
              key={userId}
              size="xs"
              value={userId}
              label={name === userId ? name : `${name} (${userId})`}
              description={tenantIds.length === 0 ? 'in no tenant' : `in ${tenantIds.join(', ')}`}
            />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.answers}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button onClick={() => onTake(taken)}>
          {taken.length === 0 ? 'Take none' : `Take ${plural(taken.length, 'user')}`}
        </Button>
      </div>
    </>
  );
}
