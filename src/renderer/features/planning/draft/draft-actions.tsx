import { Button, Modal, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type Draft, isReading } from '../../../../contract/domain/planning/draft.ts';
import { pastedListName } from '../../../messages/format-list-name.ts';
import { text } from '../../../messages/text.ts';
import { useConnection } from '../../../shared/connections-context.tsx';
import { useEndSessions } from '../../../shared/revocations/end-sessions-context.tsx';
import { announce } from '../../../ui/announce.ts';
import classes from './draft.module.css';
import { countToEnd } from './draft-numbers.tsx';
import type { DraftCommands } from './use-draft.ts';

interface DraftActionsProps {
  readonly draft: Draft;
  readonly discard: DraftCommands['discard'];
}

/** The button that ends the sessions, and the one that discards the draft. */
export function DraftActions({ draft, discard }: DraftActionsProps) {
  const connection = useConnection();
  const endSessions = useEndSessions();
  const reason = whyNotEnd(draft, connection);

  function end() {
    if (reason !== null) announce(reason);
    else endSessions({ draftId: draft.id, subject: draftSubject(draft) });
  }

  return (
    <div className={classes.actions}>
      <p className={classes.reason}>{reason}</p>
      <div className={classes.buttons}>
        <DiscardButton draft={draft} discard={discard} />
        <Tooltip label={reason} disabled={reason === null}>
          <Button
            color="end"
            {...(reason === null ? {} : { 'data-disabled': true, 'aria-disabled': true })}
            onClick={end}
          >
            {endLabel(draft)}
          </Button>
        </Tooltip>
      </div>
    </div>
  );
}

/** The text of the button: with the number of sessions, where it is known that there are some. */
export function endLabel(draft: Draft): string {
  const count = countToEnd(draft);
  if (count > 0) return text('draft.end', { count });
  const { state } = draft.state;
  const isGrowing = isReading(draft.state) || state === 'settling' || state === 'paused';
  return text(isGrowing ? 'draft.end.growing' : 'draft.end.none');
}

/** Why no session can be ended now; null when it can. */
export function whyNotEnd(
  draft: Draft,
  connection: { readonly name: string; readonly readOnly: boolean },
): string | null {
  if (connection.readOnly) return text('draft.not-end.read-only', { name: connection.name });
  const { state, source, totals } = draft;
  switch (state.state) {
    case 'settling':
      return text('draft.not-end.settling');
    case 'reading':
    case 'waiting':
    case 'pausing':
    case 'stopping':
      return text(source.type === 'list' ? 'draft.not-end.reading-list' : 'draft.not-end.scanning');
    case 'paused':
      return text(source.type === 'list' ? 'draft.not-end.paused-list' : 'draft.not-end.paused-rule');
    case 'failed':
      return text('draft.not-end.failed');
    case 'stopped':
    case 'ready':
      if (countToEnd(draft) > 0) return null;
      return text(totals.sessions === 0 ? 'draft.not-end.none' : 'draft.not-end.all-excluded');
  }
}

/** Discards a draft. Asks first when sessions are selected: to select them again takes as long. */
function DiscardButton({ draft, discard }: DraftActionsProps) {
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const { sessions } = draft.totals;

  function discardNow() {
    setAsking(false);
    discard.mutate(undefined, { onSuccess: () => navigate({ to: '/revocations', replace: true }) });
  }

  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        loading={discard.isPending}
        onClick={() => (sessions > 0 ? setAsking(true) : discardNow())}
      >
        {text('draft.discard')}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={text('draft.discard.question')}
        size={420}
      >
        <p className={classes.question}>{text('draft.discard.meaning', { sessions })}</p>
        <div className={classes.answers}>
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            {text('draft.discard.back')}
          </Button>
          <Button onClick={discardNow}>{text('draft.discard.confirm')}</Button>
        </div>
      </Modal>
    </>
  );
}

/** The heading of a draft: "List leaked.csv", "Pasted list". */
export function draftTitle({ source }: Pick<Draft, 'source'>): string {
  if (source.type === 'rule') return text('draft.title.rule');
  return source.name === pastedListName
    ? text('draft.title.pasted')
    : text('draft.title.list', { name: source.name });
}

/** Whose sessions these are, for the question: "End 23 sessions of the list leaked.csv?" */
function draftSubject({ source }: Pick<Draft, 'source'>): string {
  if (source.type === 'rule') return text('draft.subject.rule');
  return source.name === pastedListName
    ? text('draft.subject.pasted')
    : text('draft.subject.list', { name: source.name });
}
