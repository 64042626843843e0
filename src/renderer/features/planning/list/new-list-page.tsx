import { Button } from '@mantine/core';
import { mostLines } from '../../../../contract/domain/planning.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { text } from '../../../messages/text.ts';
import { Where } from '../../../shared/connection-context.tsx';
import { Page } from '../../../ui/page.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { FormatFields } from './format-fields.tsx';
import { ListCost } from './list-cost.tsx';
import { FileDrop, PasteBox } from './list-input.tsx';
import classes from './new-list.module.css';
import { useListFormat } from './use-list-format.ts';
import { useListInput } from './use-list-input.ts';
import { useStartList } from './use-start-list.ts';

/** From a list of sessions, users, addresses or tokens to a draft. */
export function NewListPage() {
  const list = useListInput();
  const { source, refusal } = list;
  const { sample, format, error, again, ...choices } = useListFormat(source);
  const starting = useStartList();

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
          <ListCost source={source} format={format} />
          {starting.error === null ? null : (
            <Problem error={starting.error} meaning={text('list.start-failed')} />
          )}
          <div>
            <Button
              disabled={source === null || format === null}
              loading={starting.isStarting}
              onClick={() => source !== null && format !== null && void starting.start(source, format)}
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
