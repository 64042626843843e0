import { useSettings } from '../settings-context.tsx';
import { CopyButton } from '../copy-button.tsx';
import { exactMoment } from '../../messages/format-time.ts';
import { JsonBranch } from './json-branch.tsx';
import { copiedText, jsonShape, possibleMoment } from './json-shape.ts';
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
  const title = moment === null ? undefined : `As a time: ${exactMoment(moment, times)}`;
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
