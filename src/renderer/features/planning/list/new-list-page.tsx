import { Button, Checkbox } from '@mantine/core';
import { useEffect, useState } from 'react';
import {
  type ListCost as Cost,
  type ListFormat,
  mostLines,
} from '../../../../contract/domain/planning/list-format.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatEstimate } from '../../../messages/format-duration.ts';
import { text } from '../../../messages/text.ts';
import { useConnection, Where } from '../../../shared/connections-context.tsx';
import { call } from '../../../shared/ipc-client.ts';
import { Page } from '../../../ui/page/page.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { FormatFields } from './format-fields.tsx';
import { FileDrop, PasteBox, useListInput } from './list-input.tsx';
import classes from './new-list.module.css';
import type { ByteSource } from './upload-list.ts';
import { useStartList } from './upload-list.ts';
import { sampleSize, useListFormat } from './use-list-format.ts';

/** From a list of sessions, users, addresses or tokens to a draft. */
export function NewListPage() {
  const list = useListInput();
  const { source, refusal } = list;
  const { sample, format, isOfThisList, error, again, ...choices } = useListFormat(source);
  const starting = useStartList();
  const [withNames, setWithNames] = useState(true);

  function setFile(file: File) {
    choices.reset();
    list.setFile(file);
  }

  function clear() {
    choices.reset();
    list.clear();
  }

  return (
    <Page title={text('list.title')} layout="column">
      <div className={classes.head}>
        <h1>{text('list.title')}</h1>
        <Where />
      </div>
      <div className={classes.sides}>
        <div className={classes.form}>
          <FileDrop onFile={setFile}>
            <PasteBox input={list.input} onText={list.setText} onRemove={clear} />
          </FileDrop>
          {refusal === null ? null : (
            <p role="alert" className={classes.refusal}>
              {refusal}
            </p>
          )}
          {error === null ? null : (
            <Problem error={error} meaning={text('list.sample-failed')} onRetry={again} />
          )}
          {sample === null || format === null ? null : (
            <FormatFields
              sample={sample}
              format={format}
              onType={choices.chooseType}
              onDelimiter={choices.chooseDelimiter}
              onFormat={choices.choose}
            />
          )}
          <ListCost source={source} format={format} withNames={withNames} onWithNames={setWithNames} />
          {starting.error === null ? null : (
            <Problem error={starting.error} meaning={text('list.start-failed')} />
          )}
          <div>
            <Button
              disabled={source === null || format === null || !isOfThisList}
              loading={starting.isStarting}
              onClick={() =>
                source !== null && format !== null && void starting.start(source, format, withNames)
              }
            >
              {text('list.look-up')}
            </Button>
          </div>
        </div>
        <ListHelp />
      </div>
    </Page>
  );
}

const lineExamples: readonly (readonly [example: string, meaning: MessageKey])[] = [
  ['ec513228-e676-4d1a-96e3-80cee9422ebe', 'list.help.handle'],
  ['emp-4711', 'list.help.user-id'],
  ['ada@alpha.example', 'list.help.email'],
  ['+36 20 123 4567', 'list.help.phone'],
  ['google:1082', 'list.help.third-party'],
  ['eyJhbGciOi…', 'list.help.access-token'],
];

/** What a line can be, and which sessions it selects. */
function ListHelp() {
  return (
    <section className={classes.help} aria-label={text('list.help.title')}>
      <h2>{text('list.help.title')}</h2>
      <dl>
        {lineExamples.map(([example, meaning]) => (
          <div key={example}>
            <dt>{example}</dt>
            <dd>{text(meaning)}</dd>
          </div>
        ))}
      </dl>
      <p>{text('list.help.mixed', { mostLines })}</p>
      <p>{text('list.help.ambiguous')}</p>
      <p>{text('list.help.nothing-ended')}</p>
    </section>
  );
}

/** The cost is read after the format did not change for this time: each time, the core is asked for its tenants. */
const pauseMs = 500;

interface ListCostProps {
  readonly source: ByteSource | null;
  readonly format: ListFormat | null;
  readonly withNames: boolean;
  readonly onWithNames: (withNames: boolean) => void;
}

/** How many calls the look-up of the list takes. Nothing is shown until this is known. */
function ListCost({ source, format, withNames, onWithNames }: ListCostProps) {
  const cost = useListCost(source, format);
  if (cost === null) return null;
  return (
    <>
      <section aria-label={text('list.cost.title')} className={classes.quiet}>
        {costSentences(cost).join(' ')}
      </section>
      {cost.ownerCalls === 0 ? null : (
        <Checkbox
          label={text('list.names')}
          description={namesSentence(cost, withNames)}
          checked={withNames}
          onChange={(event) => onWithNames(event.currentTarget.checked)}
        />
      )}
    </>
  );
}

/** Null: not known. The list can be looked up all the same. */
function useListCost(source: ByteSource | null, format: ListFormat | null): Cost | null {
  const { id: connectionId } = useConnection();
  const [cost, setCost] = useState<Cost | null>(null);

  useEffect(() => {
    setCost(null);
    if (source === null || format === null) return;
    const reading = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const bytes = await source.read(0, Math.min(sampleSize, source.size));
        const request = { connectionId, bytes, format, size: source.size };
        const next = await call('planning.listCost', request, reading.signal);
        if (!reading.signal.aborted) setCost(next);
      } catch {
        // The form shows a list that cannot be read, and the look-up shows a core that does not answer.
      }
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      reading.abort();
    };
  }, [connectionId, source, format]);

  return cost;
}

/** What the look-up of a list takes, one sentence for each fact. */
export function costSentences(cost: Cost): readonly string[] {
  const { isWhole, leastCalls, leastMs, lines, mostCalls, mostMs, tenants } = cost;
  const size = text(isWhole ? 'list.cost.lines' : 'list.cost.about-lines', { lines });
  const [least, most] = [formatEstimate(leastMs), formatEstimate(mostMs)];
  const perTenant = tenants > 1 ? [text('list.cost.tenants', { tenants })] : [];
  if (mostCalls === 0) return [size, text('list.cost.none'), ...perTenant];
  return [
    size,
    leastCalls === mostCalls
      ? text('list.cost.calls', { calls: mostCalls })
      : text('list.cost.calls-range', { least: leastCalls, most: mostCalls }),
    least === most
      ? text('list.cost.duration', { duration: most })
      : text('list.cost.duration-range', { least, most }),
    text('list.cost.sessions'),
    ...perTenant,
  ];
}

/** What the names of the users of sessions cost, or what it means not to read them. */
export function namesSentence({ ownerCalls, ownerMs }: Cost, withNames: boolean): string {
  return withNames
    ? text('list.names.cost', { calls: ownerCalls, duration: formatEstimate(ownerMs) })
    : text('list.names.not-read');
}
