import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { TableColumn } from '../../../ui/table/table-column.ts';

interface ColumnsMenuProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  /** Ids. */
  readonly hidden: readonly string[];
  readonly onToggle: (id: string) => void;
}

/** Which columns a table shows. The last one stays. */
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
          aria-label={`Columns, ${shown.length} of ${columns.length} shown`}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          Columns
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
