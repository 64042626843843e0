import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Exported, ExportFormat } from '../../contract/domain/planning.ts';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import { text } from '../messages/text.ts';
import { announce } from './announce.ts';
import classes from './export-menu.module.css';
import { keepFocus } from './keep-focus.ts';
import { Problem } from './problem.tsx';

type Export =
  | { readonly state: 'idle' }
  | { readonly state: 'writing' }
  | { readonly state: 'done'; readonly message: string }
  | { readonly state: 'failed'; readonly error: AppError };

interface ExportMenuProps {
  /** What is written, for screen readers: "Export these sessions". */
  readonly label: string;
  /** Writes the file that the operator chooses. Null: they chose none. */
  readonly write: (format: ExportFormat, signal: AbortSignal) => Promise<Exported>;
  readonly disabled?: boolean;
}

/** Writes the rows into a file. The result is shown beside the button until the next export. */
export function ExportMenu({ label, write, disabled = false }: ExportMenuProps) {
  const [current, setCurrent] = useState<Export>({ state: 'idle' });
  const running = useRef(new AbortController());
  useEffect(() => () => running.current.abort(), []);

  function end(next: Export) {
    setCurrent(next);
    if (next.state === 'done') announce(next.message);
  }

  function start(format: ExportFormat) {
    const controller = new AbortController();
    running.current = controller;
    setCurrent({ state: 'writing' });
    write(format, controller.signal).then(
      (exported) =>
        end(exported === null ? { state: 'idle' } : { state: 'done', message: exportedText(exported) }),
      (thrown: unknown) =>
        end(
          controller.signal.aborted
            ? { state: 'done', message: text('tables.export.cancelled') }
            : { state: 'failed', error: toAppError(thrown) },
        ),
    );
  }

  const writing = current.state === 'writing';
  return (
    <div className={classes.export}>
      {current.state === 'done' ? <span className={classes.message}>{current.message}</span> : null}
      {current.state === 'failed' ? (
        <Problem error={current.error} meaning={text('tables.export.failed')} />
      ) : null}
      <span ref={keepFocus} className={classes.buttons}>
        {writing ? (
          <Button size="compact-sm" variant="default" onClick={() => running.current.abort()}>
            {text('tables.export.cancel')}
          </Button>
        ) : null}
        <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="default"
              loading={writing}
              disabled={disabled}
              aria-label={label}
              rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            >
              {text('tables.export')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => start('csv')}>{text('tables.export.csv')}</Menu.Item>
            <Menu.Item onClick={() => start('json-lines')}>{text('tables.export.json-lines')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
    </div>
  );
}

/** "Saved 5,000 rows to /home/op/targets.csv"; also where the facts about the rows are, when they are in another file. */
export function exportedText({ headPath, path, rows }: NonNullable<Exported>): string {
  if (headPath === undefined) return text('tables.export.saved', { count: rows, path });
  return text('tables.export.saved-with-facts', { count: rows, path, facts: fileName(headPath) });
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
