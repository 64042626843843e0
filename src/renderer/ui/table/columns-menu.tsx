import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { text } from '../../messages/text.ts';
import type { TableColumn } from './table-column.ts';

/** The choice with one column shown that was hidden, or the other way round. */
export function toggleColumn(hidden: readonly string[], id: string): readonly string[] {
  return hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id];
}

/** Of a row, at both of its ends. Cells have their gap within their width. */
const rowPadding = 2 * 8;

/** The smallest width at which all columns can be read, in px. */
export function leastWidth(columns: readonly Pick<TableColumn<never>, 'width'>[]): number {
  return columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)?.[0] ?? 0), rowPadding);
}

interface ColumnsMenuProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  /** Ids. */
  readonly hidden: readonly string[];
  readonly onToggle: (id: string) => void;
}

/** Which columns a table shows. The last one cannot be hidden. */
export function ColumnsMenu<Row>({ columns, hidden, onToggle }: ColumnsMenuProps<Row>) {
  const shown = columns.filter(({ id }) => !hidden.includes(id));
  return (
    <Menu
      position="bottom-end"
      withinPortal={false}
      closeOnItemClick={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={text('report.columns-shown', { shown: shown.length, total: columns.length })}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {text('report.columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map(({ header, id }) => {
          const isShown = !hidden.includes(id);
          return (
            <Menu.CheckboxItem
              key={id}
              checked={isShown}
              disabled={isShown && shown.length === 1}
              onChange={() => onToggle(id)}
            >
              {header}
            </Menu.CheckboxItem>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
