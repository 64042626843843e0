import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { RunProgress } from '../../../contract/domain/revocation.ts';
import { formatCount } from '../../messages/format-count.ts';
import { useConnection } from '../../shared/connection-context.tsx';
import { Problem } from '../../ui/problem.tsx';
import classes from './end-dialog.module.css';
import { actWords, typedNumber } from './plan-words.ts';
import { useCommand } from './use-command.ts';

interface CountQuestionProps {
  /** So many sessions are to be ended. */
  readonly count: number;
  /** What it means. */
  readonly children: ReactNode;
  /** `typedCount` null: the number has not to be typed. */
  readonly send: (typedCount: number | null) => Promise<RunProgress>;
  readonly onBegun: (progress: RunProgress) => void;
  readonly onClose: () => void;
}

/** Asks whether a revocation is to end more. On production the number has to be typed, as for every revocation. */
export function CountQuestion({ count, children, send, onBegun, onClose }: CountQuestionProps) {
  const [typed, setTyped] = useState('');
  const wantsNumber = useConnection().environment === 'production';
  const typedCount = typedNumber(typed);
  const end = useCommand(
    () => send(wantsNumber ? typedCount : null),
    (progress) => {
      onClose();
      onBegun(progress);
    },
  );
  return (
    <>
      {children}
      {wantsNumber ? (
        <TextInput
          label={`Type ${formatCount(count)} to confirm`}
          inputMode="numeric"
          autoComplete="off"
          className={classes.typed}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      ) : null}
      {end.error === null ? null : <Problem error={end.error} meaning="Nothing more was ended." />}
      <div className={classes.buttons}>
        <Button variant="default" data-autofocus={wantsNumber ? undefined : true} onClick={onClose}>
          Cancel
        </Button>
        <Button
          color="end"
          loading={end.isPending}
          disabled={wantsNumber && typedCount !== count}
          onClick={() => end.mutate()}
        >
          {actWords(count)}
        </Button>
      </div>
    </>
  );
}
