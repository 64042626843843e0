import { Button, Progress, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AmbiguousNumbers, Draft } from '../../../../contract/domain/planning.ts';
import { plural } from '../../../messages/format-count.ts';
import { call } from '../../../shared/ipc-client.ts';
import { keepFocus } from '../../../ui/keep-focus.ts';
import { Problem } from '../../../ui/problem.tsx';
import { draftRowsKey } from '../draft-keys.ts';
import {
  ambiguousWords,
  choiceMeaning,
  choiceOptions,
  choiceProgressWords,
  choiceResultWords,
} from './ambiguous-words.ts';
import classes from './draft.module.css';
import { useChooseForAll } from './use-choose-for-all.ts';

/** Tenants that are shown at a time; the others are found by typing. */
const mostShown = 50;

/** What all ambiguous lines mean, said once for all of them. */
export function AmbiguousBar({ draft }: { readonly draft: Draft }) {
  const { ambiguous } = draft.totals.byVerdict;
  const isReady = draft.state.state === 'ready' || draft.state.state === 'stopped';
  const { choose, choosing, stop } = useChooseForAll(draft);
  const numbers = useQuery({
    queryKey: [...draftRowsKey(draft.connectionId, draft.id), 'ambiguous', ambiguous],
    queryFn: ({ signal }) => call('planning.ambiguous', { draftId: draft.id }, signal),
    enabled: isReady && ambiguous > 0,
    placeholderData: (before) => before,
  });
  if (!isReady || ambiguous === 0) return null;
  return (
    <section className={classes.ambiguous} aria-label="Ambiguous lines">
      {numbers.error === null ? null : (
        <Problem
          error={numbers.error}
          meaning="The ambiguous lines could not be counted."
          onRetry={() => void numbers.refetch()}
        />
      )}
      {numbers.data === undefined ? null : (
        <>
          <p className={classes.parts}>{ambiguousWords(numbers.data)}</p>
          {choosing.state === 'choosing' ? (
            <div className={classes.stateLine}>
              <span role="status">
                {choosing.progress === null ? 'Choosing …' : choiceProgressWords(choosing.progress)}
              </span>
              <Button ref={keepFocus} size="compact-sm" variant="default" onClick={stop}>
                Stop choosing
              </Button>
            </div>
          ) : numbers.data.lines === 0 ? null : (
            <Choices numbers={numbers.data} onChoose={choose} />
          )}
        </>
      )}
      {choosing.state === 'choosing' && choosing.progress !== null ? (
        <Progress
          value={(choosing.progress.done / Math.max(1, choosing.progress.of)) * 100}
          size={4}
          aria-label="Ambiguous lines that are through"
        />
      ) : null}
      {choosing.state === 'done' ? (
        <p className={classes.parts} role="status">
          {choosing.stopped
            ? 'Stopped. Lines that were changed until then keep their choice.'
            : choiceResultWords(choosing.progress)}
        </p>
      ) : null}
      {choosing.state === 'failed' ? (
        <Problem
          error={choosing.error}
          meaning="Lines that were changed until then keep their choice. Nothing was ended."
        />
      ) : null}
    </section>
  );
}

interface ChoicesProps {
  readonly numbers: AmbiguousNumbers;
  readonly onChoose: ReturnType<typeof useChooseForAll>['choose'];
}

function Choices({ numbers, onChoose }: ChoicesProps) {
  const [value, setValue] = useState<string | null>(null);
  const options = choiceOptions(numbers);
  const option = options.find((one) => one.value === value);
  return (
    <div className={classes.stateLine}>
      <Select
        aria-label="Choose on all ambiguous lines"
        placeholder="Choose on all of them …"
        size="xs"
        w={320}
        searchable
        clearable
        limit={mostShown}
        data={options.map(({ label, value: name }) => ({ label, value: name }))}
        value={value}
        onChange={setValue}
      />
      {option === undefined ? null : (
        <>
          <span className={classes.hint}>{choiceMeaning(option, numbers)}</span>
          <Button
            size="compact-sm"
            disabled={option.lines === 0}
            onClick={() => {
              setValue(null);
              void onChoose(option.choice);
            }}
          >
            {`Choose on ${plural(option.lines, 'line')}`}
          </Button>
        </>
      )}
    </div>
  );
}
