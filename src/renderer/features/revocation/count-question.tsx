import { Button, TextInput } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, type Ref, useRef, useState } from 'react';
import type { RunProgress } from '../../../contract/domain/revocation/run.ts';
import { text } from '../../messages/text.ts';
import { useConnection } from '../../shared/connections-context.tsx';
import { useHeldDialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { onOwnPress } from '../../ui/tasks/own-press.ts';
import classes from './count-question.module.css';
import { useRevocationCommand } from './revocation-calls.ts';

/** The number typed to confirm, however it is grouped ("10,005", "10 005"); null when it is no number. */
export function parseTypedNumber(typed: string): number | null {
  const digits = typed.replace(/[\s,.'’_]/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

interface TypedNumberFieldProps {
  /** The number that has to be typed. */
  readonly count: number;
  readonly value: string;
  readonly onChange: (typed: string) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  readonly ref?: Ref<HTMLInputElement>;
}

/** On production, the number of sessions has to be typed before they can be ended. */
export function TypedNumberField({ count, value, onChange, onKeyDown, ref }: TypedNumberFieldProps) {
  return (
    <TextInput
      ref={ref}
      label={text('question.type-number', { count })}
      inputMode="numeric"
      autoComplete="off"
      className={classes.typed}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}

interface EndQuestionButtonsProps {
  readonly count: number;
  /** What the button says; missing: to end so many sessions. */
  readonly act?: string | undefined;
  readonly isStarting: boolean;
  readonly isDisabled: boolean;
  /** What is missing, for assistive technology. */
  readonly describedBy?: string;
  readonly isCancelDisabled?: boolean;
  readonly isCancelFocused?: boolean;
  readonly endRef?: Ref<HTMLButtonElement>;
  readonly onEnd: () => void;
  readonly onCancel: () => void;
}

/** Tab comes to the act before it comes to Cancel: the act follows the last field. On screen it is the last button. */
export function EndQuestionButtons(props: EndQuestionButtonsProps) {
  return (
    <div className={classes.pair}>
      <Button
        color="end"
        ref={props.endRef}
        loading={props.isStarting}
        disabled={props.isDisabled}
        aria-describedby={props.describedBy}
        // An Enter that is held down in a field repeats on this button once it has the focus. Only a new press ends.
        {...onOwnPress(props.onEnd)}
      >
        {props.act ?? text('question.act', { count: props.count })}
      </Button>
      <Button
        variant="default"
        disabled={props.isCancelDisabled ?? false}
        data-autofocus={props.isCancelFocused || undefined}
        onClick={props.onCancel}
      >
        {text('question.cancel')}
      </Button>
    </div>
  );
}

interface CountQuestionProps {
  /** So many sessions are to be ended. */
  readonly count: number;
  /** As for `EndQuestionButtons`. */
  readonly act?: string;
  /** What a failure means; missing: that no further session was ended. */
  readonly failed?: string;
  /** What it means. */
  readonly children: ReactNode;
  /** `typedCount` null: the number does not have to be typed. */
  readonly send: (typedCount: number | null) => Promise<RunProgress>;
  readonly onProgress: (progress: RunProgress) => void;
  readonly onClose: () => void;
}

/** Asks whether a revocation is to end more sessions. On production the number has to be typed, as for every revocation. */
export function CountQuestion({
  act,
  children,
  count,
  failed,
  onClose,
  onProgress,
  send,
}: CountQuestionProps) {
  const [typed, setTyped] = useState('');
  const endButton = useRef<HTMLButtonElement>(null);
  const needsNumber = useConnection().environment === 'production';
  const typedCount = parseTypedNumber(typed);
  const end = useRevocationCommand(
    () => send(needsNumber ? typedCount : null),
    (progress) => {
      onClose();
      onProgress(progress);
    },
  );
  useHeldDialog(end.isPending);
  return (
    <>
      {children}
      {needsNumber ? (
        <TypedNumberField
          count={count}
          value={typed}
          onChange={setTyped}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            endButton.current?.focus();
          }}
        />
      ) : null}
      {end.error === null ? null : (
        <Problem error={end.error} meaning={failed ?? text('question.no-further-ended')} />
      )}
      <div className={classes.buttons}>
        <EndQuestionButtons
          count={count}
          act={act}
          isStarting={end.isPending}
          isDisabled={needsNumber && typedCount !== count}
          isCancelDisabled={end.isPending}
          isCancelFocused={!needsNumber}
          endRef={endButton}
          onEnd={() => end.mutate()}
          onCancel={onClose}
        />
      </div>
    </>
  );
}
