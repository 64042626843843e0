import { Button, Progress, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type {
  AmbiguousNumbers,
  ChoiceForAll,
  ChoiceProgress,
} from '../../../../contract/domain/planning/change-draft.ts';
import type { Draft } from '../../../../contract/domain/planning/draft.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { text } from '../../../messages/text.ts';
import { call, readStream } from '../../../shared/ipc-client.ts';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { Problem } from '../../../ui/page/problem.tsx';
import classes from './draft.module.css';
import { draftRowsKey, refreshRows } from './use-draft.ts';

const selectSize = { size: 'xs', w: 320 } as const;
/** Tenants that are shown at a time. The operator finds others by typing. */
const mostShown = 50;

/** How many lines are ambiguous, and one choice for all of them. */
export function AmbiguousBar({ draft }: { readonly draft: Draft }) {
  const { ambiguous } = draft.totals.byResult;
  const { state } = draft.state;
  const isReady = state === 'ready' || state === 'stopped';
  const { choose, choosing, stop } = useChooseForAll(draft);
  const numbers = useQuery({
    queryKey: [...draftRowsKey(draft.connectionId, draft.id), 'ambiguous', ambiguous],
    queryFn: ({ signal }) => call('planning.ambiguous', { draftId: draft.id }, signal),
    enabled: isReady && ambiguous > 0,
    placeholderData: (before) => before,
  });
  if (ambiguous === 0 || state === 'failed') return null;
  return (
    <section className={classes.ambiguous} aria-label={text('draft.ambiguous.label')}>
      {numbers.error === null ? null : (
        <Problem
          error={numbers.error}
          meaning={text('draft.ambiguous.not-counted')}
          onRetry={() => void numbers.refetch()}
        />
      )}
      {numbers.data === undefined && numbers.error === null ? (
        // In the place of the choices, which need all lines.
        <>
          <p className={classes.parts}>{text('draft.ambiguous.lines', { lines: ambiguous })}</p>
          <div className={classes.stateLine}>
            <Select
              aria-label={text('draft.ambiguous.choose-label')}
              placeholder={text('draft.ambiguous.choose-later')}
              {...selectSize}
              disabled
            />
          </div>
        </>
      ) : null}
      {numbers.data === undefined ? null : (
        <>
          {choosing.state !== 'choosing' && numbers.data.lines > 0 ? (
            <Choices numbers={numbers.data} onChoose={choose} result={resultOf(choosing)} />
          ) : (
            <p className={classes.parts}>{ambiguousSentences(numbers.data).join(' ')}</p>
          )}
          {choosing.state === 'choosing' ? (
            <div className={classes.stateLine}>
              <span role="status">
                {choosing.progress === null
                  ? text('draft.ambiguous.choosing')
                  : choiceProgressText(choosing.progress)}
              </span>
              <Button ref={keepFocus} size="compact-sm" variant="default" onClick={stop}>
                {text('draft.ambiguous.stop')}
              </Button>
            </div>
          ) : null}
        </>
      )}
      {choosing.state === 'choosing' && choosing.progress !== null ? (
        <Progress
          value={(choosing.progress.done / Math.max(1, choosing.progress.of)) * 100}
          size={4}
          aria-label={text('draft.ambiguous.progress-label')}
        />
      ) : null}
      {choosing.state === 'failed' ? (
        <Problem error={choosing.error} meaning={text('draft.ambiguous.failed')} />
      ) : null}
    </section>
  );
}

type Choosing =
  | { readonly state: 'idle' }
  | { readonly state: 'choosing'; readonly progress: ChoiceProgress | null }
  | { readonly state: 'done'; readonly progress: ChoiceProgress; readonly isStopped: boolean }
  | { readonly state: 'failed'; readonly error: AppError };

/** How a choice on all lines ended; null: it has not ended. */
function resultOf(choosing: Choosing): string | null {
  if (choosing.state !== 'done') return null;
  return choosing.isStopped
    ? text('draft.ambiguous.stopped')
    : choiceResultSentences(choosing.progress).join(' ');
}

/** The same choice on all ambiguous lines. It stops when the screen is left. */
function useChooseForAll(draft: Draft) {
  const queries = useQueryClient();
  const [choosing, setChoosing] = useState<Choosing>({ state: 'idle' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  async function choose(choice: ChoiceForAll): Promise<void> {
    running.current = new AbortController();
    const { signal } = running.current;
    let progress: ChoiceProgress = { done: 0, of: 0, changed: 0, failed: 0 };
    setChoosing({ state: 'choosing', progress: null });
    try {
      await readStream(
        'planning.chooseForAll',
        { draftId: draft.id, choice },
        (items) => {
          progress = items.at(-1) ?? progress;
          if (!signal.aborted) setChoosing({ state: 'choosing', progress });
        },
        signal,
      );
      setChoosing({ state: 'done', progress, isStopped: false });
    } catch (thrown) {
      if (signal.aborted) setChoosing({ state: 'done', progress, isStopped: true });
      else setChoosing({ state: 'failed', error: toAppError(thrown) });
    }
    await refreshRows(queries, draft);
  }

  return { choosing, choose, stop: () => running.current?.abort() };
}

interface ChoicesProps {
  readonly numbers: AmbiguousNumbers;
  readonly onChoose: (choice: ChoiceForAll) => Promise<void>;
  /** Of the last choice; null: there is none. */
  readonly result: string | null;
}

/** Two lines, whatever is chosen: the rows below must not move. */
function Choices({ numbers, onChoose, result }: ChoicesProps) {
  const [value, setValue] = useState<string | null>(null);
  const options = choiceOptions(numbers);
  const option = options.find((one) => one.value === value);
  const sentences = [
    ...ambiguousSentences(numbers),
    ...(option === undefined ? [] : choiceMeaning(option, numbers)),
  ];
  return (
    <>
      <p className={classes.parts}>{sentences.join(' ')}</p>
      <div className={classes.stateLine}>
        <Select
          aria-label={text('draft.ambiguous.choose-label')}
          placeholder={text('draft.ambiguous.choose-placeholder')}
          {...selectSize}
          searchable
          clearable
          limit={mostShown}
          data={options.map(({ label, value: name }) => ({ label, value: name }))}
          value={value}
          onChange={setValue}
        />
        {option !== undefined ? (
          <Button
            ref={keepFocus}
            size="compact-sm"
            variant="default"
            disabled={option.lines === 0}
            onClick={() => {
              setValue(null);
              void onChoose(option.choice);
            }}
          >
            {text('draft.ambiguous.choose', { lines: option.lines })}
          </Button>
        ) : result === null ? null : (
          <span className={classes.parts} role="status">
            {result}
          </span>
        )}
      </div>
    </>
  );
}

interface ChoiceOption {
  readonly value: string;
  readonly label: string;
  readonly choice: ChoiceForAll;
  /** Lines that it changes. */
  readonly lines: number;
}

/** The choices for all ambiguous lines, with how many lines each of them changes. */
export function choiceOptions({ chosen, lines, tenants }: AmbiguousNumbers): readonly ChoiceOption[] {
  return [
    {
      ...{ value: 'all', choice: { type: 'all' } as const, lines },
      label: text('draft.ambiguous.option-all', { lines }),
    },
    ...tenants.map(({ lines: inTenant, tenantId }) => ({
      ...{ value: `tenant:${tenantId}`, choice: { type: 'tenant', tenantId } as const, lines: inTenant },
      label: text('draft.ambiguous.option-tenant', { tenantId, lines: inTenant }),
    })),
    {
      ...{ value: 'none', choice: { type: 'none' } as const, lines: chosen },
      label: text('draft.ambiguous.option-none', { lines: chosen }),
    },
  ];
}

/** "3 ambiguous lines. Users are chosen on 1 of them." */
export function ambiguousSentences({ chosen, lines, oneByOne }: AmbiguousNumbers): readonly string[] {
  return [
    text('draft.ambiguous.lines', { lines }),
    ...(lines === 0 ? [] : [text('draft.ambiguous.chosen', { lines, chosen })]),
    ...(oneByOne === 0 ? [] : [text('draft.ambiguous.one-by-one', { count: oneByOne })]),
  ];
}

/** What a choice means for the sessions, before it is made. */
export function choiceMeaning(
  { choice, lines }: ChoiceOption,
  { chosen }: AmbiguousNumbers,
): readonly string[] {
  const change = text('draft.ambiguous.lines-change', { lines });
  if (choice.type === 'none') return [change, text('draft.ambiguous.selects-none', { lines })];
  const replaces = chosen === 0 ? [] : [text('draft.ambiguous.replaces')];
  return [change, text('draft.ambiguous.selects'), ...replaces];
}

/** "300 of 1,200 ambiguous lines, 298 changed". */
export function choiceProgressText({ changed, done, of }: ChoiceProgress): string {
  return text('draft.ambiguous.progress', { changed, done, of: Math.max(of, done) });
}

/** The result of a choice on all lines. */
export function choiceResultSentences({ changed, failed }: ChoiceProgress): readonly string[] {
  const result = text('draft.ambiguous.changed', { changed });
  return failed === 0 ? [result] : [result, text('draft.ambiguous.unchanged', { failed })];
}
