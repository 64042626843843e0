import { Menu } from '@mantine/core';
import { text } from '../../messages/text.ts';
import type { IndexSelection } from './selection.ts';
import classes from './table.module.css';
import type { RowAction } from './table-actions.ts';

interface RowMenuPoint {
  readonly index: number;
  /** In px of the window. */
  readonly x: number;
  readonly y: number;
}

interface RowMenuProps<Row> {
  readonly point: RowMenuPoint;
  readonly row: Row;
  readonly actions: readonly RowAction<Row>[];
  readonly onOpen: ((row: Row) => void) | undefined;
  readonly selection: IndexSelection | undefined;
  readonly onClose: () => void;
}

/** What can be done with one row, with the keys that do the same. */
export function RowMenu<Row>({ point, row, actions, onOpen, selection, onClose }: RowMenuProps<Row>) {
  const { index, x, y } = point;
  const selected = selection?.isSelected(index);
  const available = actions.filter(({ isAvailable }) => isAvailable?.(row) ?? true);
  if (available.length === 0 && onOpen === undefined && selected === undefined) return null;
  return (
    <Menu
      opened
      onClose={onClose}
      position="bottom-start"
      offset={0}
      shadow="md"
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <span className={classes.menuPoint} style={{ left: x, top: y }} />
      </Menu.Target>
      <Menu.Dropdown aria-label={text('tables.row-menu')} className={classes.menu ?? ''}>
        {onOpen === undefined ? null : (
          <Menu.Item rightSection={<Key name={text('tables.key-enter')} />} onClick={() => onOpen(row)}>
            {text('tables.open')}
          </Menu.Item>
        )}
        {selected === undefined ? null : (
          <Menu.Item
            rightSection={<Key name={text('tables.key-space')} />}
            onClick={() => selection?.select(index, !selected, false)}
          >
            {selected ? text('tables.unselect') : text('tables.select')}
          </Menu.Item>
        )}
        {available.map(({ id, label, key, tone, run }) => (
          <Menu.Item
            key={id}
            className={tone === 'end' ? (classes.endItem ?? '') : ''}
            rightSection={key === undefined ? null : <Key name={key} />}
            onClick={() => run(row)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Key({ name }: { readonly name: string }) {
  return <kbd className={classes.key}>{name}</kbd>;
}
