import { Button } from '@mantine/core';
import { Where } from '../../../shared/connection-context.tsx';
import { Page } from '../../../ui/page.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { FileDrop } from './file-drop.tsx';
import { FormatFields } from './format-fields.tsx';
import { ListCost } from './list-cost.tsx';
import { ListHelp } from './list-help.tsx';
import classes from './new-list.module.css';
import { PasteBox } from './paste-box.tsx';
import { useListFormat } from './use-list-format.ts';
import { useListSource } from './use-list-source.ts';
import { useStartList } from './use-start-list.ts';

/** From a list of sessions, users, addresses or tokens to a draft. */
export function NewListPage() {
  const list = useListSource();
  const { source, refusal } = list;
  const { read, format, error, again, ...choices } = useListFormat(source);
  const starting = useStartList();

  function takeFile(file: File) {
    choices.forget();
    list.takeFile(file);
  }

  function clear() {
    choices.forget();
    list.clear();
  }

  return (
    <Page title="New revocation from a list" layout="column">
      <div className={classes.head}>
        <h1>New revocation from a list</h1>
        <Where />
      </div>
      <div className={classes.sides}>
        <div className={classes.form}>
          <FileDrop onFile={takeFile}>
            <PasteBox given={list.given} onText={list.setText} onRemove={clear} />
          </FileDrop>
          {refusal === null ? null : (
            <p role="alert" className={classes.refusal}>
              {refusal}
            </p>
          )}
          {error === null ? null : (
            <Problem error={error} meaning="The list could not be looked at." onRetry={again} />
          )}
          {read === null || format === null ? null : (
            <FormatFields
              sample={read}
              format={format}
              onType={choices.chooseType}
              onDelimiter={choices.chooseDelimiter}
              onFormat={choices.choose}
            />
          )}
          <ListCost source={source} format={format} />
          {starting.error === null ? null : (
            <Problem error={starting.error} meaning="Nothing was looked up, and nothing was ended." />
          )}
          <div>
            <Button
              disabled={source === null || format === null}
              loading={starting.starting}
              onClick={() => source !== null && format !== null && void starting.start(source, format)}
            >
              Look it up
            </Button>
          </div>
        </div>
        <ListHelp />
      </div>
    </Page>
  );
}
