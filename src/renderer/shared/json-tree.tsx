import { type ComponentType, useState } from 'react';
import { formatExactTime } from '../messages/format-time.ts';
import { text } from '../messages/text.ts';
import classes from './json-tree.module.css';
import { useSettings } from './settings-context.tsx';
import { CopyButton } from './short-id.tsx';

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
        <CopyButton text={() => copiedText(value)} label={text('tables.json.copy-whole', { label })}>
          {text('tables.json.copy')}
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

function JsonNode({ name, value, depth }: JsonNodeProps) {
  const { times } = useSettings();
  const shape = jsonShape(value);
  if (shape.type === 'branch') {
    return <JsonBranch name={name} shape={shape} value={value} depth={depth} node={JsonNode} />;
  }
  const moment = possibleMoment(value);
  const title =
    moment === null ? undefined : text('tables.json.as-time', { time: formatExactTime(moment, times) });
  return (
    <div className={classes.leaf}>
      {name === null ? null : <span className={classes.name}>{name}</span>}
      <bdi className={classes.value} data-type={shape.valueType} title={title}>
        {shape.text === '' ? (
          <span className={classes.quiet}>{text('tables.json.empty-text')}</span>
        ) : (
          shape.text
        )}
      </bdi>
      <CopyButton
        text={() => copiedText(value)}
        label={name === null ? text('tables.json.copy-value') : text('tables.json.copy-named', { name })}
        quiet
      />
    </div>
  );
}

/** How many entries are drawn at once: payloads are the application's own, and can be anything. */
const page = 100;
/** Branches this deep are open at first. */
const openDepth = 3;

interface JsonBranchProps {
  readonly name: string | null;
  readonly shape: Extract<JsonShape, { type: 'branch' }>;
  readonly value: unknown;
  readonly depth: number;
  readonly node: ComponentType<{ name: string | null; value: unknown; depth: number }>;
}

/** An object or a list, open or closed. The root is always open. */
function JsonBranch({ name, shape, value, depth, node: Node }: JsonBranchProps) {
  const [open, setOpen] = useState(depth < openDepth && shape.entries.length <= page);
  const [shown, setShown] = useState(page);
  const { entries } = shape;
  if (entries.length === 0) {
    return (
      <div className={classes.leaf}>
        {name === null ? null : <span className={classes.name}>{name}</span>}
        <span className={classes.quiet}>
          {text(shape.list ? 'tables.json.empty-list' : 'tables.json.empty-object')}
        </span>
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
            {text('tables.json.more', { count: entries.length - shown })}
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
          <span className={classes.quiet}>
            {text(shape.list ? 'tables.json.items' : 'tables.json.entries', { count: shape.entries.length })}
          </span>
        </button>
        <CopyButton text={() => copiedText(value)} label={text('tables.json.copy-named', { name })} quiet />
      </div>
      {open ? list : null}
    </>
  );
}

/** A JSON value as a tree shows it: a branch with entries, or a leaf with its text. */
type JsonShape =
  | {
      readonly type: 'branch';
      readonly entries: readonly (readonly [string, unknown])[];
      readonly list: boolean;
    }
  | {
      readonly type: 'leaf';
      readonly valueType: 'string' | 'number' | 'boolean' | 'null';
      readonly text: string;
    };

export function jsonShape(value: unknown): JsonShape {
  if (Array.isArray(value)) {
    return {
      type: 'branch',
      list: true,
      entries: value.map((item, index) => [String(index), item] as const),
    };
  }
  if (typeof value === 'object' && value !== null) {
    return { type: 'branch', list: false, entries: Object.entries(value) };
  }
  if (typeof value === 'string') return { type: 'leaf', valueType: 'string', text: value };
  if (typeof value === 'number') return { type: 'leaf', valueType: 'number', text: String(value) };
  if (typeof value === 'boolean') return { type: 'leaf', valueType: 'boolean', text: String(value) };
  return { type: 'leaf', valueType: 'null', text: 'null' };
}

/** The text that is copied: a text as it is, anything else as JSON. */
export function copiedText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'null');
}

const earliest = Date.UTC(2001, 0);
const latest = Date.UTC(2101, 0);

/** The time that a number can be, in milliseconds: seconds as in tokens, or milliseconds; else null. */
export function possibleMoment(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return null;
  if (value >= earliest && value < latest) return value;
  const seconds = value * 1_000;
  return seconds >= earliest && seconds < latest ? seconds : null;
}
