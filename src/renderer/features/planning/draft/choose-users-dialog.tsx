import { Button, Checkbox, Modal } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ListRow } from '../../../../contract/domain/planning/draft-rows.ts';
import { text } from '../../../messages/text.ts';
import classes from './draft.module.css';
import type { DraftCommands } from './use-draft.ts';

interface ChooseUsersDialogProps {
  /** Null: closed. */
  readonly row: ListRow | null;
  readonly choose: DraftCommands['choose'];
  readonly onClose: () => void;
}

/** Which of several users a line means. The choice can be none of them. */
export function ChooseUsersDialog({ row, choose, onClose }: ChooseUsersDialogProps) {
  // The last row stays in the dialog while it fades.
  const last = useRef(row);
  if (row !== null) last.current = row;
  const shown = row ?? last.current;
  return (
    <Modal
      opened={row !== null}
      onClose={onClose}
      title={shown === null ? '' : text('draft.choose.title', { line: shown.line })}
      size={520}
    >
      {shown === null || shown.result.type !== 'ambiguous' ? null : (
        <Candidates
          key={`${shown.row} ${shown.result.chosen.join(' ')}`}
          line={shown.text}
          isSession={shown.kind === 'session-handle'}
          candidates={shown.result.candidates}
          chosen={shown.result.chosen}
          onCancel={onClose}
          onChoose={(userIds) => {
            choose.mutate({ row: shown.row, userIds });
            onClose();
          }}
        />
      )}
    </Modal>
  );
}

interface CandidatesProps {
  /** The text of the line. */
  readonly line: string;
  /** The line is also the handle of a session, which cannot be chosen here. */
  readonly isSession: boolean;
  readonly candidates: Extract<ListRow['result'], { type: 'ambiguous' }>['candidates'];
  readonly chosen: readonly string[];
  readonly onCancel: () => void;
  readonly onChoose: (userIds: string[]) => void;
}

function Candidates({ line, isSession, candidates, chosen: before, onCancel, onChoose }: CandidatesProps) {
  const [chosen, setChosen] = useState<string[]>([...before]);
  return (
    <>
      {isSession ? <p className={classes.question}>{text('draft.choose.is-session')}</p> : null}
      <Checkbox.Group
        label={text('draft.choose.label', { count: candidates.length, line })}
        description={text('draft.choose.description')}
        value={chosen}
        onChange={setChosen}
        size="xs"
      >
        <div className={classes.candidates}>
          {candidates.map(({ userId, name, tenantIds }) => (
            <Checkbox
              key={userId}
              size="xs"
              value={userId}
              label={name === userId ? name : text('draft.choose.user', { name, userId })}
              description={text('draft.choose.tenants', {
                count: tenantIds.length,
                tenants: tenantIds.join(', '),
              })}
            />
          ))}
        </div>
      </Checkbox.Group>
      <div className={classes.answers}>
        <Button variant="default" onClick={onCancel}>
          {text('draft.choose.cancel')}
        </Button>
        <Button onClick={() => onChoose(chosen)}>
          {text('draft.choose.confirm', { count: chosen.length })}
        </Button>
      </div>
    </>
  );
}
