import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { SignalReceiver } from '../../../../contract/domain/signals.ts';
import { text } from '../../../messages/text.ts';
import { AuthorityFields } from '../../../shared/forms/authority-fields.tsx';
import { call } from '../../../shared/ipc-client.ts';
import {
  AuthorisationFields,
  useKeepAuthorisation,
} from '../../../shared/receivers/authorisation-fields.tsx';
import { PlaceFields } from '../../../shared/receivers/place-fields.tsx';
import { authorisationOf, useReceiverForm } from '../../../shared/receivers/receiver-form.ts';
import receiverClasses from '../../../shared/receivers/receivers.module.css';
import { RemoveReceiver } from '../../../shared/receivers/remove-receiver.tsx';
import { useHeldDialog } from '../../../ui/dialog.tsx';
import { Problem } from '../../../ui/page/problem.tsx';
import { NoSigningKey } from './no-signing-key.tsx';
import { type SignalForm, signalFaultsOf, signalFormOf, signalSettingsOf } from './signal-form.ts';

interface SignalEditorProps {
  readonly connectionId: string;
  /** Null: a new one. */
  readonly receiver: SignalReceiver | null;
  /** All of the connection. */
  readonly receivers: readonly SignalReceiver[];
  readonly onClose: () => void;
}

const subjects = {
  session: { name: 'signals.subject.session', about: 'signals.subject.session.about' },
  'user-id': { name: 'signals.subject.user-id', about: 'signals.subject.user-id.about' },
  email: { name: 'signals.subject.email', about: 'signals.subject.email.about' },
} as const;

const subjectTypes = Object.keys(subjects) as (keyof typeof subjects)[];

/** The settings of one signal receiver. Saved in a new way, it gets a verification event. */
export function SignalEditor({ connectionId, receiver, receivers, onClose }: SignalEditorProps) {
  const { element, form, faults, change, whenWhole } = useReceiverForm<SignalForm>({
    initial: () => signalFormOf(receiver, receivers),
    faultsOf: (current) => signalFaultsOf(current, receiver),
    forgetResults() {
      // What is under way is not forgotten: it can be refused yet.
      if (!save.isPending) save.reset();
    },
  });
  const keepAuthorisation = useKeepAuthorisation(form);
  const save = useMutation({
    mutationFn: () =>
      call('signals.save', {
        ...(receiver === null ? {} : { id: receiver.id }),
        settings: signalSettingsOf(form, connectionId),
        ...authorisationOf(form, receiver),
        keepAuthorisation,
      }),
    onSuccess: onClose,
  });

  useHeldDialog(save.isPending);

  function submit(event: FormEvent) {
    event.preventDefault();
    whenWhole(save.mutate);
  }

  return (
    <form
      ref={element}
      className={receiverClasses.editor}
      onSubmit={submit}
      aria-label={text('signals.title')}
      noValidate
    >
      <NoSigningKey />
      <PlaceFields
        form={form}
        faults={faults}
        addressAbout={text('signals.address.about')}
        addressExample={text('signals.address.example')}
        onChange={change}
      />
      <TextInput
        label={text('signals.audience')}
        description={text('signals.audience.about')}
        autoComplete="off"
        spellCheck={false}
        maxLength={2_048}
        value={form.audience}
        error={faults.audience}
        onChange={(event) => change({ audience: event.currentTarget.value })}
      />
      <TextInput
        label={text('signals.issuer')}
        description={text('signals.issuer.about')}
        placeholder={text('signals.issuer.example')}
        autoComplete="off"
        spellCheck={false}
        value={form.issuer}
        error={faults.issuer}
        onChange={(event) => change({ issuer: event.currentTarget.value })}
      />
      <SubjectFields form={form} fault={faults.userIssuer} onChange={change} />
      <Checkbox
        label={text('signals.protects.choice')}
        description={text('signals.protects.about')}
        checked={form.protectsAllServices}
        onChange={(event) => change({ protectsAllServices: event.currentTarget.checked })}
      />
      <AuthorisationFields
        form={form}
        saved={receiver?.authorisation ?? 'none'}
        fault={faults.header}
        onChange={change}
      />
      <AuthorityFields
        title={text('receivers.authorities')}
        about={text('receivers.authorities.about')}
        authorities={form.authorities}
        onChange={(authorities) => change({ authorities })}
      />
      <div className={receiverClasses.acts}>
        {save.isError ? <Problem error={save.error} meaning={text('receivers.not-saved')} /> : null}
        <Button type="submit" loading={save.isPending}>
          {text('receivers.save')}
        </Button>
        <Button variant="default" disabled={save.isPending} onClick={onClose}>
          {text('receivers.cancel')}
        </Button>
        {receiver === null ? null : (
          <RemoveReceiver onRemove={() => call('signals.remove', { id: receiver.id })} onRemoved={onClose} />
        )}
      </div>
    </form>
  );
}

interface SubjectFieldsProps {
  readonly form: SignalForm;
  readonly fault: string | undefined;
  readonly onChange: (part: Partial<SignalForm>) => void;
}

/** What an event names beside the session. */
function SubjectFields({ form: { subject, userIssuer }, fault, onChange }: SubjectFieldsProps) {
  return (
    <>
      <div className={receiverClasses.choice}>
        <span className={receiverClasses.label} aria-hidden="true">
          {text('signals.subject')}
        </span>
        <SegmentedControl
          aria-label={text('signals.subject')}
          value={subject}
          onChange={(chosen) => onChange({ subject: chosen })}
          data={subjectTypes.map((value) => ({ value, label: text(subjects[value].name) }))}
        />
        <p className={receiverClasses.note}>{text(subjects[subject].about)}</p>
      </div>
      {subject !== 'user-id' ? null : (
        <TextInput
          label={text('signals.subject.issuer')}
          description={text('signals.subject.issuer.about')}
          placeholder={text('signals.issuer.example')}
          autoComplete="off"
          spellCheck={false}
          value={userIssuer}
          error={fault}
          onChange={(event) => onChange({ userIssuer: event.currentTarget.value })}
        />
      )}
    </>
  );
}
