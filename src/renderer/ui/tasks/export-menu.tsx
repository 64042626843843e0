import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { Exported, ExportProgress } from '../../../contract/domain/rows.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { text } from '../../messages/text.ts';
import { FileWriter } from './file-writer.tsx';

interface ExportMenuProps<Format extends string> {
  /** What is written, for screen readers: "Export these sessions". */
  readonly label: string;
  /** Writes the file that the operator chooses. Null: they chose none. */
  readonly write: (
    format: Format,
    onProgress: (progress: ExportProgress) => void,
    signal: AbortSignal,
  ) => Promise<Exported>;
  readonly formats: readonly { readonly value: Format; readonly label: MessageKey }[];
  readonly disabled?: boolean;
}

/** Of the rows of a table. */
export const tableFormats = [
  { value: 'csv', label: 'tables.export.csv' },
  { value: 'json-lines', label: 'tables.export.json-lines' },
] as const;

/** Writes the rows into a file. */
export function ExportMenu<Format extends string>(props: ExportMenuProps<Format>) {
  const { label, write, formats, disabled = false } = props;

  return (
    <FileWriter
      side="end"
      cancel={text('tables.export.cancel')}
      cancelled={text('tables.export.cancelled')}
      failed={text('tables.export.failed')}
    >
      {(start, isWriting) => (
        <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="default"
              loading={isWriting}
              disabled={disabled}
              aria-label={label}
              rightSection={<IconChevronDown size={14} aria-hidden="true" />}
            >
              {text('tables.export')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {formats.map(({ value, label: name }) => (
              <Menu.Item
                key={value}
                onClick={() =>
                  start(async (onProgress, signal) => {
                    const show = (progress: ExportProgress) => onProgress(exportProgressText(progress));
                    const exported = await write(value, show, signal);
                    return exported && exportedText(exported);
                  })
                }
              >
                {text(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </FileWriter>
  );
}

/** "Writing: 12,000 of 1,000,000 rows". */
export function exportProgressText({ done, of, step }: ExportProgress): string {
  return text(stepKeys[step], { done, of });
}

const stepKeys: Readonly<Record<ExportProgress['step'], MessageKey>> = {
  checking: 'tables.export.checking',
  finding: 'tables.export.finding',
  writing: 'tables.export.writing',
};

/** "Saved 5,000 rows to /home/op/targets.csv"; also where the facts about the rows are, when they are in another file. */
export function exportedText({ headPath, path, rows }: NonNullable<Exported>): string {
  if (headPath === undefined) return text('tables.export.saved', { count: rows, path });
  return text('tables.export.saved-with-facts', { count: rows, path, facts: fileName(headPath) });
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
