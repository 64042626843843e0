import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { announce } from '../announce.ts';
import { keepFocus } from '../keep-focus.ts';
import { Problem } from '../problem.tsx';
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
  readonly className?: string | undefined;
  /** It is written also when the operator closes or leaves what the control is in; how it ended is then shown for a moment. */
  readonly outlives?: boolean;
  /** The control that starts it. */
  readonly children: (start: (write: WriteFile) => void, isWriting: boolean) => ReactNode;
}

/** What writes a file, with its progress. The result is shown beside it until the next file. */
export function FileWriter({
  cancel,
  cancelled,
  failed,
  className = '',
  outlives = false,
  children,
}: FileWriterProps) {
  const { task, start, cancel: stop, isThere } = useTask<string, string>({ outlives });
  const isWriting = task.state === 'running';
  const message = messageOf(task, cancelled);

  async function startWriting(write: WriteFile) {
    const end = await start(write);
    const shown = outlives && !isThere();
    const ended = end.state === 'failed' && shown ? failed : messageOf(end, cancelled);
    if (ended !== null) announce(ended, { shown });
  }

  return (
    <div className={`${classes.writer} ${className}`}>
      {message === null ? null : <span className={classes.message}>{message}</span>}
      {task.state === 'failed' ? <Problem error={task.error} meaning={failed} /> : null}
      <span ref={keepFocus} className={classes.buttons}>
        {isWriting ? (
          <Button size="compact-sm" variant="default" onClick={stop}>
            {cancel}
          </Button>
        ) : null}
        {children((write) => void startWriting(write), isWriting)}
      </span>
    </div>
  );
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
