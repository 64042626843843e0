import { type ComponentType, useState } from 'react';
import { CopyButton } from '../copy-button.tsx';
import { formatNumber } from '../../messages/format-count.ts';
import { branchWords, copiedText, type JsonShape } from './json-shape.ts';
import classes from './json-tree.module.css';

/** How many entries are drawn at once: payloads are the application's own, and can be anything. */
const page = 100;
/** Branches this deep are open at first. */
const openDepth = 3;

interface JsonBranchProps {
  readonly name: string | null;
  readonly shape: Extract<JsonShape, { kind: 'branch' }>;
  readonly value: unknown;
  readonly depth: number;
  readonly node: ComponentType<{ name: string | null; value: unknown; depth: number }>;
}

/** An object or a list, open or closed. The root is always open. */
export function JsonBranch({ name, shape, value, depth, node: Node }: JsonBranchProps) {
  const [open, setOpen] = useState(depth < openDepth && shape.entries.length <= page);
  const [shown, setShown] = useState(page);
  const { entries } = shape;
  if (entries.length === 0) {
    return (
      <div className={classes.leaf}>
        {name === null ? null : <span className={classes.name}>{name}</span>}
        <span className={classes.quiet}>{shape.list ? 'empty list' : 'no entries'}</span>
      </div>
    );
  }
  const list = (
    <ul className={name === null ? classes.root : classes.entries}>
      {entries.slice(0, shown).map(([key, child]) => (
        <li key={key}>
          <Node name={key} value={child} depth={depth + 1} />
        </li>
      ))}
      {entries.length > shown ? (
        <li>
          <button type="button" className={classes.more} onClick={() => setShown(shown + page)}>
            {formatNumber(entries.length - shown)} more
          </button>
        </li>
      ) : null}
    </ul>
  );
  if (name === null) return list;
  return (
    <>
      <div className={classes.leaf}>
        <button type="button" className={classes.branch} aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className={classes.arrow} aria-hidden="true">
            {open ? '▾' : '▸'}
          </span>
          <span className={classes.name}>{name}</span>
          <span className={classes.quiet}>{branchWords(shape)}</span>
        </button>
        <CopyButton text={() => copiedText(value)} label={`Copy ${name}`} quiet />
      </div>
      {open ? list : null}
    </>
  );
}
