import { Button, FileButton } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { mostBytes } from '../../../../contract/domain/planning.ts';
import { announce } from '../../../ui/announce.ts';
import { sizeWords } from '../size-words.ts';
import classes from './new-list.module.css';
import { useFileDrop } from './use-file-drop.ts';

interface FileDropProps {
  readonly onFile: (file: File) => void;
  readonly children: ReactNode;
}

const kinds = '.txt,.csv,.tsv,.json,.jsonl,.ndjson,.log,text/*,application/json';

/** A file by a button, or dropped anywhere on what is inside. */
export function FileDrop({ onFile, children }: FileDropProps) {
  const box = useRef<HTMLDivElement>(null);

  function take(file: File | null) {
    if (file === null) return;
    onFile(file);
    announce(`${file.name} chosen`);
  }

  const over = useFileDrop(box, take);
  return (
    <div ref={box} className={classes.drop} data-over={over || undefined}>
      {children}
      <div className={classes.line}>
        <FileButton onChange={take} accept={kinds}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileText size={15} aria-hidden="true" />}>
              Choose a file
            </Button>
          )}
        </FileButton>
        <span className={classes.quiet}>
          or drop one here: text, CSV or JSON lines, up to {sizeWords(mostBytes)}.
        </span>
      </div>
    </div>
  );
}
