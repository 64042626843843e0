import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { Exported, ExportFormat } from '../../contract/domain/planning.ts';
import type { AppError } from '../../contract/errors.ts';
import { toAppError } from '../../contract/failure.ts';
import { plural } from '../messages/format-count.ts';
import { announce } from './announce.ts';
import classes from './export-menu.module.css';
import { keepFocus } from './keep-focus.ts';
import { Problem } from './problem.tsx';

type Export =
  | { readonly state: 'resting' }
  | { readonly state: 'writing' }
  | { readonly state: 'done'; readonly words: string }
  | { readonly state: 'failed'; readonly error: AppError };

interface ExportMenuProps {
  /** What is written, for screen readers: "Export these sessions". */
  readonly label: string;
  /** Writes the file that the operator chooses. Null: they chose none. */
  readonly write: (format: ExportFormat, signal: AbortSignal) => Promise<Exported>;
  readonly disabled?: boolean;
}

/** Writes what is shown into a file. What came of it stands beside, until the next time. */
export function ExportMenu({ label, write, disabled = false }: ExportMenuProps) {
  const [current, setCurrent] = useState<Export>({ state: 'resting' });
  const running = useRef(new AbortController());
  useEffect(() => () => running.current.abort(), []);

  function end(next: Export) {
    setCurrent(next);
    if (next.state === 'done') announce(next.words);
  }

  function start(format: ExportFormat) {
    const controller = new AbortController();
    running.current = controller;
    setCurrent({ state: 'writing' });
    write(format, controller.signal).then(
      (exported) =>
        end(exported === null ? { state: 'resting' } : { state: 'done', words: exportedWords(exported) }),
      (thrown: unknown) =>
        end(
          controller.signal.aborted
            ? { state: 'done', words: 'Not exported: cancelled.' }
            : { state: 'failed', error: toAppError(thrown) },
        ),
    );
  }

  const writing = current.state === 'writing';
  return (
    <div className={classes.export}>
      {current.state === 'done' ? <span className={classes.words}>{current.words}</span> : null}
      {current.state === 'failed' ? (
        <Problem error={current.error} meaning="The file was not written to its end." />
      ) : null}
      <span ref={keepFocus} className={classes.buttons}>
        {writing ? (
          <Button size="compact-sm" variant="default" onClick={() => running.current.abort()}>
            Cancel
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
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => start('csv')}>CSV …</Menu.Item>
            <Menu.Item onClick={() => start('json-lines')}>JSON lines …</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
    </div>
  );
}

/** "Saved 5,000 rows, and what they are of in targets.head.json, to /home/op/targets.csv". */
export function exportedWords({ headPath, path, rows }: NonNullable<Exported>): string {
  const head = headPath === undefined ? '' : `, and what they are of in ${fileName(headPath)},`;
  return `Saved ${plural(rows, 'row')}${head} to ${path}`;
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
