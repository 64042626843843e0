import { Button, Group, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { Connection, ConnectionSettings } from '../../../contract/domain/connection.ts';
import { useConnections } from '../../shared/connections-context.tsx';
import { call } from '../../shared/ipc-client.ts';
import { announce } from '../../ui/announce.ts';
import { keepFocus } from '../../ui/keep-focus.ts';
import { Problem } from '../../ui/problem.tsx';
import { ConnectionFields } from './connection-fields.tsx';
import { type ConnectionForm, type FieldErrors, formOf, keyOf, settingsOf } from './connection-form-state.ts';
import { factWords } from './connection-words.ts';
import classes from './connections-page.module.css';

interface ConnectionEditorProps {
  /** Null: a new one. */
  readonly connection: Connection | null;
  readonly canKeep: boolean;
  readonly onSaved: (id: string) => void;
  readonly onRemoved: () => void;
}

/** How one core is reached. Trying it changes nothing; what was tried needs no saving first. */
export function ConnectionEditor({ connection, canKeep, onSaved, onRemoved }: ConnectionEditorProps) {
  const [form, setForm] = useState<ConnectionForm>(() => formOf(connection, canKeep));
  const [errors, setErrors] = useState<FieldErrors>({});
  const { active, reopen, forget } = useConnections();
  const element = useRef<HTMLFormElement>(null);
  const holdForm = useCallback((form: HTMLFormElement | null) => {
    element.current = form;
    return keepFocus(form);
  }, []);
  const isNew = connection === null;
  useEffect(() => {
    if (isNew) element.current?.querySelector('input')?.focus();
  }, [isNew]);
  useEffect(() => {
    if (Object.keys(errors).length === 0) return;
    element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);
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
      // It could not be opened as it was before; it is still the chosen one.
      if (active?.id === saved.id && saved.connection.state === 'closed') reopen();
      setForm(formOf(saved, canKeep));
      // A new one is shown by another form from now on, which cannot say it.
      if (isNew) announce(`${saved.name} is saved.`);
      onSaved(saved.id);
    },
  });

  function change(part: Partial<ConnectionForm>) {
    setForm((before) => ({ ...before, ...part }));
    trial.reset();
    save.reset();
  }

  function withSettings(act: (settings: ConnectionSettings) => void) {
    const checked = settingsOf(form);
    setErrors(checked.ok ? {} : checked.errors);
    if (checked.ok) act(checked.settings);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    withSettings(save.mutate);
  }

  return (
    <form
      ref={holdForm}
      className={classes.form}
      aria-label={connection?.name ?? 'New connection'}
      onSubmit={submit}
      noValidate
    >
      <h2>{connection?.name ?? 'New connection'}</h2>
      <ConnectionFields
        form={form}
        errors={errors}
        savedKey={connection?.key ?? null}
        canKeep={canKeep}
        onChange={change}
      />
      <div className={classes.acts}>
        <div role="status">
          {trial.data === undefined ? null : <p className={classes.good}>{factWords(trial.data)}.</p>}
          {save.isSuccess ? <p className={classes.good}>Saved.</p> : null}
        </div>
        {trial.isError ? <Problem error={trial.error} meaning="Nothing was saved." /> : null}
        {save.isError ? (
          <Problem error={save.error} meaning="It was not saved. What you entered is still here." />
        ) : null}
        <div className={classes.buttons}>
          <Button type="submit" loading={save.isPending}>
            {connection === null ? 'Save the connection' : 'Save the changes'}
          </Button>
          <Button variant="default" loading={trial.isPending} onClick={() => withSettings(trial.mutate)}>
            Try it
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

/** Forgets a core. Not red: no session ends by it. */
export function RemoveConnection({ connection, onRemoved }: RemoveConnectionProps) {
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => call('connections.remove', { id: connection.id }),
    onSuccess: () => {
      setAsking(false);
      onRemoved();
    },
  });
  return (
    <>
      <Button variant="subtle" color="gray" onClick={() => setAsking(true)}>
        Remove
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Remove ${connection.name}?`}>
        <p>Curfew forgets this connection and its key. Nothing changes on the core, and no session ends.</p>
        {remove.isError ? <Problem error={remove.error} meaning="It was not removed." /> : null}
        <Group justify="flex-end" mt="md">
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            Cancel
          </Button>
          <Button loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove {connection.name}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
