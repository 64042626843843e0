import { Button } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useRef } from 'react';
import { announce } from '../announce.ts';
import { keepFocus } from '../focus/keep-focus.ts';
import { Problem } from '../page/problem.tsx';
import classes from './file-writer.module.css';
import { type TaskState, useTask } from './use-task.ts';

/** Writes a file that the operator chooses, and says in a sentence where it is. Null: they chose none. */
type WriteFile = (onProgress: (progress: string) => void, signal: AbortSignal) => Promise<string | null>;

interface FileWriterProps {
  /** Of the button that cancels. */
  readonly cancel: string;
  /** What a cancelled file left. */
  readonly cancelled: string;
  /** What it means that the file could not be written. */
  readonly failed: string;
  /** Where in its line the control is; at the start unless given. */
  readonly side?: 'start' | 'end';
  /** It is written also when the operator closes or leaves what the control is in; how it ended is then shown for a moment. */
  readonly outlives?: boolean;
  /** The control that starts it. */
  readonly children: (start: (write: WriteFile) => void, isWriting: boolean) => ReactNode;
}

/**
 * What writes a file. For a line that wraps: progress, result and the button that cancels get the line below, so that the control
 * stays where it was clicked. The result is shown until the next file.
 */
export function FileWriter({
  cancel,
  cancelled,
  failed,
  side = 'start',
  outlives = false,
  children,
}: FileWriterProps) {
  const { task, start, cancel: stop, isThere } = useTask<string, string>({ outlives });
  const isWriting = task.state === 'running';
  const message = messageOf(task, cancelled);
  const control = useFocusAfter(isWriting);

  async function startWriting(write: WriteFile) {
    const end = await start(write);
    const shown = outlives && !isThere();
    const ended = end.state === 'failed' && shown ? failed : messageOf(end, cancelled);
    if (ended !== null) announce(ended, { shown });
  }

  return (
    <>
      <span ref={control} className={classes.control} data-side={side}>
        {children((write) => void startWriting(write), isWriting)}
      </span>
      {task.state === 'idle' ? null : (
        <div className={classes.said} data-side={side}>
          {message === null ? null : <span className={classes.message}>{message}</span>}
          {task.state === 'failed' ? <Problem error={task.error} meaning={failed} /> : null}
          {isWriting ? (
            <Button size="compact-sm" variant="default" onClick={stop}>
              {cancel}
            </Button>
          ) : null}
        </div>
      )}
    </>
  );
}

/**
 * For the control. While it works it is disabled, so that its menu cannot give the focus back to it, and the button that cancels
 * goes: afterwards the control has the focus, unless something elsewhere has it by then.
 */
function useFocusAfter(isWorking: boolean) {
  const control = useRef<HTMLElement>(null);
  const worked = useRef(false);
  useEffect(() => {
    const { activeElement, body } = document;
    // An item of the menu has it until the menu has faded.
    const isFree =
      activeElement === null || activeElement === body || control.current?.contains(activeElement);
    if (worked.current && !isWorking && isFree)
      control.current?.querySelector('button')?.focus({ preventScroll: true });
    worked.current = isWorking;
  }, [isWorking]);
  return useCallback((element: HTMLElement | null) => {
    control.current = element;
    return keepFocus(element);
  }, []);
}

function messageOf(task: TaskState<string, string>, cancelled: string): string | null {
  switch (task.state) {
    case 'running':
      return task.progress;
    case 'done':
      return task.result;
    case 'cancelled':
      return cancelled;
    case 'idle':
    case 'failed':
      return null;
  }
}
