import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Draft } from '../../../../contract/domain/planning/draft.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { formatRule, withRetry } from '../../../messages/format-rule.ts';
import { text } from '../../../messages/text.ts';
import { OtherConnection, useConnection, Where } from '../../../shared/connections-context.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { announce } from '../../../ui/announce.ts';
import { BackLink } from '../../../ui/page/back-link.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { SkeletonRows } from '../../../ui/page/skeleton-rows.tsx';
import classes from './draft.module.css';
import { DraftActions, draftTitle } from './draft-actions.tsx';
import { DraftGaps, ExcludedBeforeNote, OwnNote } from './draft-notes.tsx';
import { countToEnd, DraftNumbers } from './draft-numbers.tsx';
import { DraftProgress, stateText } from './draft-progress.tsx';
import { DraftRows } from './draft-rows.tsx';
import { draftRowsKey, useDraft, useDraftCommands } from './use-draft.ts';
import { useExclusions } from './use-exclusions.ts';

/** The preview of a list or a rule: what it selects, before any session is ended. */
export function DraftPage({ draftId }: { readonly draftId: string }) {
  const connection = useConnection();
  const { draft, error, retry, setDraft } = useDraft(draftId);
  if (draft !== null && draft.connectionId === connection.id)
    return (
      <Page title={draftTitle(draft)} layout="full">
        <DraftView draft={draft} lost={error} onRetry={retry} setDraft={setDraft} />
      </Page>
    );
  return (
    <Page title={text('draft.title')} layout="full">
      <div className={classes.head}>
        <BackLink />
        <h1>{text('draft.title')}</h1>
      </div>
      {draft !== null ? <OtherConnection connectionId={draft.connectionId} subject="draft" /> : null}
      {draft === null && error !== null ? (
        <Problem error={error} meaning={text('draft.failed')} onRetry={retry} />
      ) : null}
      {draft === null && error === null ? <SkeletonRows rows={8} label={text('draft.reading')} /> : null}
    </Page>
  );
}

/**
 * Announces each new state of a draft once, and reads its rows again. Rows are read again after the screen is opened, too:
 * the draft can have changed in the meantime.
 */
function useDraftAnnouncements(draft: Draft): void {
  const queries = useQueryClient();
  const before = useRef<Draft['state']['state'] | null>(null);
  useEffect(() => {
    if (before.current === draft.state.state) return;
    const isFirst = before.current === null;
    before.current = draft.state.state;
    if (!isFirst) announce(text('draft.announcement', { state: stateText(draft), count: countToEnd(draft) }));
    void queries.invalidateQueries({ queryKey: draftRowsKey(draft.connectionId, draft.id) });
  }, [draft, queries]);
}

interface DraftViewProps {
  readonly draft: Draft;
  /** Why main sends no more changes; null while it does. */
  readonly lost: AppError | null;
  readonly onRetry: () => void;
  readonly setDraft: (draft: Draft) => void;
}

function DraftView({ draft, lost, onRetry, setDraft }: DraftViewProps) {
  const commands = useDraftCommands(draft, setDraft);
  const exclusions = useExclusions(draft, setDraft);
  useDraftAnnouncements(draft);
  return (
    <>
      <div className={classes.top}>
        <div className={classes.title}>
          <div className={classes.head}>
            <div className={classes.name}>
              <BackLink />
              <h1>{draftTitle(draft)}</h1>
            </div>
            <Where />
          </div>
          <Description draft={draft} />
        </div>
        <DraftActions draft={draft} discard={commands.discard} />
      </div>
      <div className={classes.overview}>
        {lost === null ? null : <Problem error={lost} meaning={text('draft.lost')} onRetry={onRetry} />}
        <DraftProgress draft={draft} control={commands.control} />
        {commands.control.error === null ? null : (
          <Problem error={commands.control.error} meaning={text('draft.control-failed')} />
        )}
        {commands.discard.error === null ? null : (
          <Problem error={commands.discard.error} meaning={text('draft.discard.failed')} />
        )}
        <DraftNumbers draft={draft} />
        <ExcludedBeforeNote draft={draft} />
        <DraftGaps draft={draft} />
        <OwnNote draft={draft} exclusions={exclusions} />
      </div>
      <DraftRows draft={draft} commands={commands} exclusions={exclusions} />
    </>
  );
}

/** The rule as a sentence, or what a list is narrowed to. */
function Description({ draft }: { readonly draft: Draft }) {
  const { times } = useSettings();
  const { source } = draft;
  if (source.type === 'list')
    return source.retryOf === undefined ? null : (
      <p className={classes.rule}>{withRetry(draftTitle(draft), source)}</p>
    );
  const sentence = formatRule(source.rule, source.tenants, times);
  return <p className={classes.rule}>{withRetry(sentence, source)}</p>;
}
