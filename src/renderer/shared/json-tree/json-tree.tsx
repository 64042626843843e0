import { type ComponentType, useState } from 'react';
import { formatCount } from '../../messages/format-count.ts';
import { formatExactTime } from '../../messages/format-time.ts';
import { CopyButton } from '../copy-button.tsx';
import { useSettings } from '../settings-context.tsx';
import { branchWords, copiedText, type JsonShape, jsonShape, possibleMoment } from './json-shape.ts';
import classes from './json-tree.module.css';

interface JsonTreeProps {
  readonly value: unknown;
  /** What it is, for screen readers and for the copy button: "metadata", "access token payload". */
  readonly label: string;
}

/** Any JSON, readable and collapsible; each value and the whole of it can be copied. */
export function JsonTree({ value, label }: JsonTreeProps) {
  return (
    <section className={classes.tree} aria-label={label}>
      <JsonNode name={null} value={value} depth={0} />
      <div className={classes.whole}>
        <CopyButton text={() => copiedText(value)} label={`Copy ${label} as JSON`}>
          Copy JSON
        </CopyButton>
      </div>
    </section>
  );
}

interface JsonNodeProps {
  /** Null at the root. */
  readonly name: string | null;
  readonly value: unknown;
  readonly depth: number;
}

export function JsonNode({ name, value, depth }: JsonNodeProps) {
  const { times } = useSettings();
  const shape = jsonShape(value);
  if (shape.kind === 'branch') {
    return <JsonBranch name={name} shape={shape} value={value} depth={depth} node={JsonNode} />;
  }
  const moment = possibleMoment(value);
  const title = moment === null ? undefined : `As a time: ${formatExactTime(moment, times)}`;
  return (
    <div className={classes.leaf}>
      {name === null ? null : <span className={classes.name}>{name}</span>}
      <bdi className={classes.value} data-type={shape.type} title={title}>
        {shape.text === '' ? <span className={classes.quiet}>empty text</span> : shape.text}
      </bdi>
      <CopyButton text={() => copiedText(value)} label={name === null ? 'Copy' : `Copy ${name}`} quiet />
    </div>
  );
}

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
            {formatCount(entries.length - shown)} more
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
