import type { Draft } from '../../../../contract/domain/planning.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { formatRule, withRetry } from '../../../messages/format-rule.ts';
import { Where } from '../../../shared/connection-context.tsx';
import { useSettings } from '../../../shared/settings-context.tsx';
import { BackLink } from '../../../ui/back-link.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { CommandProblems } from './command-problems.tsx';
import classes from './draft.module.css';
import { DraftActions } from './draft-actions.tsx';
import { DraftGaps } from './draft-gaps.tsx';
import { DraftNumbers } from './draft-numbers.tsx';
import { DraftProgress } from './draft-progress.tsx';
import { DraftRows } from './draft-rows.tsx';
import { draftTitle } from './draft-words.ts';
import { OwnNote } from './own-note.tsx';
import { useDraftCommands } from './use-draft-commands.ts';
import { useDraftNews } from './use-draft-news.ts';

interface DraftViewProps {
  readonly draft: Draft;
  /** Why main tells nothing more about it; null while it does. */
  readonly lost: AppError | null;
  readonly onRetry: () => void;
  readonly take: (draft: Draft) => void;
}

/** The preview: how far it is, what it hits in numbers, and every row. */
export function DraftView({ draft, lost, onRetry, take }: DraftViewProps) {
  const { times } = useSettings();
  const commands = useDraftCommands(draft, take);
  useDraftNews(draft);
  const { source } = draft;
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
          {source.type === 'rule' ? (
            <p className={classes.rule}>
              {withRetry(formatRule(source.rule, source.tenants, times), source)}
            </p>
          ) : source.retryOf === undefined ? null : (
            <p className={classes.rule}>{withRetry(draftTitle(draft), source)}</p>
          )}
        </div>
        <DraftActions draft={draft} commands={commands} />
      </div>
      {lost === null ? null : (
        <Problem error={lost} meaning="What you see was read before. Nothing was ended." onRetry={onRetry} />
      )}
      <DraftProgress draft={draft} control={commands.control} />
      <CommandProblems commands={commands} />
      <DraftNumbers draft={draft} />
      <DraftGaps draft={draft} />
      <OwnNote draft={draft} keep={commands.keep} />
      <DraftRows draft={draft} commands={commands} />
    </>
  );
}
