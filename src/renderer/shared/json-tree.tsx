import { type ComponentType, useMemo, useState } from 'react';
import {
  deepestJson,
  entriesOf,
  kindOf,
  type StoredJson,
  textAt,
} from '../../contract/domain/text/json-text.ts';
import { formatExactTime } from '../messages/format-time.ts';
import { text } from '../messages/text.ts';
import classes from './json-tree.module.css';
import { useSettings } from './settings-context.tsx';
import { CopyButton } from './short-id.tsx';

interface JsonTreeProps {
  readonly value: StoredJson;
  /** What it is, for screen readers and for the copy button: "metadata", "access token payload". */
  readonly label: string;
}

/**
 * JSON that somebody else wrote, readable and collapsible; each value and the whole of it can be copied. It is never made
 * into objects: names that occur twice and numbers that JavaScript does not have are shown as they were sent.
 */
export function JsonTree({ value, label }: JsonTreeProps) {
  const { depth, size, text: json } = value;
  return (
    <section className={classes.tree} aria-label={label}>
      {size > json.length ? (
        <p className={classes.limit}>{text('tables.json.cut', { shown: json.length, size })}</p>
      ) : null}
      {depth > deepestJson ? (
        <p className={classes.limit}>{text('tables.json.deep', { depth, shown: deepestJson })}</p>
      ) : null}
      <JsonNode name={null} json={json} depth={0} />
      <div className={classes.whole}>
        <CopyButton text={() => copiedText(json)} label={text('tables.json.copy-whole', { label })}>
          {text('tables.json.copy')}
        </CopyButton>
      </div>
    </section>
  );
}

interface JsonNodeProps {
  /** Null at the root. */
  readonly name: string | null;
  readonly json: string;
  /** How many lists and objects it is in. */
  readonly depth: number;
}

/** Longer texts are cut off on screen: drawing one of a million characters takes long. */
const longestShown = 10_000;

function JsonNode({ name, json, depth }: JsonNodeProps) {
  const { times } = useSettings();
  const type = leafType(json);
  if (type === null) return <JsonBranch name={name} json={json} depth={depth} node={JsonNode} />;
  const whole = copiedText(json);
  const shown = whole.slice(0, longestShown);
  const moment = type === 'number' ? possibleMoment(Number(whole)) : null;
  const title =
    moment === null ? undefined : text('tables.json.as-time', { time: formatExactTime(moment, times) });
  return (
    <div className={classes.leaf}>
      {name === null ? null : <span className={classes.name}>{name}</span>}
      <bdi className={classes.value} data-type={type} title={title}>
        {shown === '' ? <span className={classes.quiet}>{text('tables.json.empty-text')}</span> : shown}
      </bdi>
      {whole.length > longestShown ? (
        <span className={classes.quiet}>
          {text('tables.json.more-characters', { count: whole.length - longestShown })}
        </span>
      ) : null}
      <CopyButton
        text={() => whole}
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

interface JsonBranchProps extends JsonNodeProps {
  readonly node: ComponentType<JsonNodeProps>;
}

/** An object or a list, open or closed. The root is always open. */
function JsonBranch({ name, json, depth, node: Node }: JsonBranchProps) {
  const [shown, setShown] = useState(page);
  const { count, entries } = useMemo(() => entriesOf(json, shown), [json, shown]);
  const [open, setOpen] = useState(depth < openDepth && count <= page);
  const isList = kindOf(json) === 'list';
  if (count === 0 || depth >= deepestJson) {
    const empty = isList ? 'tables.json.empty-list' : 'tables.json.empty-object';
    return (
      <div className={classes.leaf}>
        {name === null ? null : <span className={classes.name}>{name}</span>}
        <span className={classes.quiet}>{text(count === 0 ? empty : 'tables.json.deeper')}</span>
      </div>
    );
  }
  const list = (
    <ul className={name === null ? classes.root : classes.entries}>
      {entries.map((entry, index) => (
        <li key={entry.start}>
          <Node
            name={entry.name ?? String(index)}
            json={json.slice(entry.start, entry.end)}
            depth={depth + 1}
          />
        </li>
      ))}
      {count > shown ? (
        <li>
          <button type="button" className={classes.more} onClick={() => setShown(shown + page)}>
            {text('tables.json.more', { count: count - shown })}
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
            {text(isList ? 'tables.json.items' : 'tables.json.entries', { count })}
          </span>
        </button>
        <CopyButton text={() => copiedText(json)} label={text('tables.json.copy-named', { name })} quiet />
      </div>
      {open ? list : null}
    </>
  );
}

/** What a value without entries is; null: it has entries. */
export function leafType(json: string): 'string' | 'number' | 'boolean' | 'null' | null {
  switch (kindOf(json)) {
    case 'text':
      return 'string';
    case 'other':
      return json.startsWith('n') ? 'null' : /^[tf]/.test(json) ? 'boolean' : 'number';
    default:
      return null;
  }
}

/** The text that is copied: a text as it is, anything else as JSON. */
export function copiedText(json: string): string {
  return kindOf(json) === 'text' ? textAt(json, 0, json.length) : json;
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
