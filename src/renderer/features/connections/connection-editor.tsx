import { Button, Group } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { AppInfo } from '../../../contract/domain/app.ts';
import type { Connection, ConnectionSettings } from '../../../contract/domain/connection.ts';
import { outcomes } from '../../../contract/domain/revocation/report.ts';
import { toAppError } from '../../../contract/failure.ts';
import { formatElapsed } from '../../messages/format-duration.ts';
import { text } from '../../messages/text.ts';
import { useConnections } from '../../shared/connections-context.tsx';
import { draftsQuery } from '../../shared/drafts-query.ts';
import { useFirstWrongField } from '../../shared/forms/first-wrong-field.ts';
import { call } from '../../shared/ipc-client.ts';
import { useOpenRevocations } from '../../shared/revocations/open-revocations-context.tsx';
import { announce } from '../../ui/announce.ts';
import { Dialog, useHeldDialog } from '../../ui/dialog.tsx';
import { keepFocus } from '../../ui/focus/keep-focus.ts';
import { Problem } from '../../ui/page/problem.tsx';
import { ConnectionFields } from './connection-fields.tsx';
import {
  type ConnectionForm,
  type FieldErrors,
  fieldOf,
  formOf,
  keyOf,
  settingsOf,
} from './connection-form.ts';
import classes from './connections-page.module.css';

interface ConnectionEditorProps {
  /** Null: a new one. */
  readonly connection: Connection | null;
  readonly secretStore: AppInfo['secretStore'];
  readonly onSaved: (id: string) => void;
  readonly onRemoved: () => void;
  /** A new connection is not wanted any more. */
  readonly onCancel: () => void;
}

/** The settings of one connection. Testing them changes nothing, and they need not be saved before. */
export function ConnectionEditor(props: ConnectionEditorProps) {
  const { connection, secretStore, onSaved, onRemoved, onCancel } = props;
  const canKeep = secretStore === 'available';
  const [form, setForm] = useState<ConnectionForm>(() => formOf(connection, canKeep));
  const [errors, setErrors] = useState<FieldErrors>({});
  const { list, active, reopen, forget } = useConnections();
  const element = useRef<HTMLFormElement>(null);
  const holdForm = useCallback((form: HTMLFormElement | null) => {
    element.current = form;
    return keepFocus(form);
  }, []);
  const isNew = connection === null;
  useEffect(() => {
    if (isNew) element.current?.querySelector('input')?.focus();
  }, [isNew]);
  useFirstWrongField(element, errors);
  const id = connection === null ? {} : { id: connection.id };

  const trial = useMutation({
    mutationFn: (settings: ConnectionSettings) =>
      call('connections.try', { ...id, settings, ...keyOf(form) }),
  });
  const save = useMutation({
    mutationFn: (settings: ConnectionSettings) =>
      call('connections.save', { ...id, settings, ...keyOf(form), keepKey: form.keepKey }),
    onSuccess: (saved) => {
      // Another address is seen by whoever watches the connections; another key is not.
      if (!isNew && keyOf(form).key !== undefined) forget(saved.id);
      // It could not be opened before; it is still the connection in use.
      if (active?.id === saved.id && saved.connection.state === 'closed') reopen();
      setForm(formOf(saved, canKeep));
      // A new one is shown by another form from now on, which cannot say it.
      if (isNew) announce(text('connections.saved-name', { name: saved.name }), { shown: true });
      onSaved(saved.id);
    },
  });

  function change(part: Partial<ConnectionForm>) {
    setForm((before) => ({ ...before, ...part }));
    setErrors({});
    trial.reset();
    // What is under way is not forgotten: it can be refused yet.
    if (!save.isPending) save.reset();
  }

  function cancel() {
    change(formOf(connection, canKeep));
    if (isNew) onCancel();
  }

  function withSettings(act: (settings: ConnectionSettings) => void) {
    const checked = settingsOf(form, connection, list ?? []);
    setErrors(checked.ok ? {} : checked.errors);
    if (checked.ok) act(checked.settings);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    trial.reset();
    withSettings(save.mutate);
  }

  function test() {
    save.reset();
    withSettings(trial.mutate);
  }

  const failed = trial.error ?? save.error;
  const problem =
    failed === null ? null : (
      <Problem
        error={failed}
        meaning={text(trial.isError ? 'connections.not-saved' : 'connections.save-failed')}
      />
    );
  const field = failed === null ? null : fieldOf(toAppError(failed));
  const title = connection?.name ?? text('connections.new');

  return (
    <form ref={holdForm} className={classes.form} aria-label={title} onSubmit={submit} noValidate>
      <h2>{title}</h2>
      <ConnectionFields
        form={form}
        errors={errors}
        savedKey={connection?.key ?? null}
        secretStore={secretStore}
        onChange={change}
        failure={field === null ? null : { field, problem }}
      />
      <div className={classes.acts}>
        <div role="status">
          {trial.data === undefined ? null : (
            <p className={classes.good}>
              {text('connections.tested', {
                release: trial.data.release,
                cdi: trial.data.cdi,
                latency: formatElapsed(trial.data.latencyMs),
              })}
            </p>
          )}
          {save.isSuccess ? <p className={classes.good}>{text('connections.saved')}</p> : null}
        </div>
        {field === null ? problem : null}
        <div className={classes.buttons}>
          <Button type="submit" loading={save.isPending}>
            {text('connections.save')}
          </Button>
          <Button variant="default" loading={trial.isPending} onClick={test}>
            {text('connections.test')}
          </Button>
          <Button variant="default" disabled={save.isPending} onClick={cancel}>
            {text('connections.cancel')}
          </Button>
          <span className={classes.rest} />
          {connection === null ? null : <RemoveConnection connection={connection} onRemoved={onRemoved} />}
        </div>
      </div>
    </form>
  );
}

interface RemoveConnectionProps {
  readonly connection: Connection;
  readonly onRemoved: () => void;
}

/** Removes a connection, after a question that says what happens to its key and its reports. Not red: no session ends. */
function RemoveConnection({ connection, onRemoved }: RemoveConnectionProps) {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <>
      <Button variant="subtle" color="gray" onClick={() => setAsking(true)}>
        {text('connections.remove')}
      </Button>
      <Dialog
        opened={asking}
        onClose={close}
        title={text('connections.remove.ask', { name: connection.name })}
      >
        <RemoveQuestion connection={connection} onRemoved={onRemoved} onClose={close} />
      </Dialog>
    </>
  );
}

function RemoveQuestion(props: RemoveConnectionProps & { readonly onClose: () => void }) {
  const { connection, onRemoved, onClose } = props;
  const { id, name } = connection;
  const drafts = useQuery(draftsQuery(id));
  const remove = useMutation({
    mutationFn: () => call('connections.remove', { id }),
    onSuccess: () => {
      onClose();
      onRemoved();
    },
  });
  useHeldDialog(remove.isPending);
  return (
    <>
      <p>{text('connections.remove.forgets')}</p>
      <p>{text('connections.remove.core')}</p>
      <Reports connectionId={id} />
      {drafts.data === undefined || drafts.data.length === 0 ? null : (
        <p>{text('connections.remove.drafts', { count: drafts.data.length })}</p>
      )}
      {remove.isError ? <Problem error={remove.error} meaning={text('connections.remove.failed')} /> : null}
      <Group justify="flex-end" mt="md">
        <Button variant="default" data-autofocus disabled={remove.isPending} onClick={onClose}>
          {text('connections.cancel')}
        </Button>
        <Button loading={remove.isPending || drafts.isPending} onClick={() => remove.mutate()}>
          {text('connections.remove.confirm', { name })}
        </Button>
      </Group>
    </>
  );
}

const allReports = {
  search: '',
  from: null,
  to: null,
  sort: { column: 'startedAt', direction: 'descending' },
  offset: 0,
  limit: 1,
} as const;

/** What happens to the reports of a connection, and to revocations that are not ended. */
function Reports({ connectionId }: { readonly connectionId: string }) {
  const { list } = useOpenRevocations();
  const open = (list ?? []).filter((progress) => progress.connectionId === connectionId).length;
  const reports = useQuery({
    queryKey: ['revocation.history', connectionId, 'number'],
    queryFn: ({ signal }) =>
      call('revocation.history', { ...allReports, outcomes: [...outcomes], connectionId }, signal),
    staleTime: 0,
  });
  return (
    <>
      <p>
        {reports.data === undefined
          ? text('connections.remove.reports-unknown')
          : text('connections.remove.reports', { count: reports.data.total })}
      </p>
      {open === 0 ? null : <p>{text('connections.remove.open', { count: open })}</p>}
    </>
  );
}
