import { Button, SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import {
  type ForwardingReceiver,
  forwardingTypes,
  type ReceiverSettings,
  receiverPlace,
} from '../../../contract/domain/forwarding.ts';
import type { AppError } from '../../../contract/errors.ts';
import { toAppError } from '../../../contract/failure.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { formatError } from '../../messages/format-error.ts';
import { text } from '../../messages/text.ts';
import { AuthorityFields } from '../../shared/forms/authority-fields.tsx';
import { call, useStream } from '../../shared/ipc-client.ts';
import { AuthorisationFields, useKeepAuthorisation } from '../../shared/receivers/authorisation-fields.tsx';
import { PlaceFields } from '../../shared/receivers/place-fields.tsx';
import {
  authorisationOf,
  commonFaults,
  type ReceiverFaults,
  type ReceiverForm,
  receiverFormOf,
  useReceiverForm,
} from '../../shared/receivers/receiver-form.ts';
import { ReceiverItem, ReceiverList } from '../../shared/receivers/receiver-list.tsx';
import receiverClasses from '../../shared/receivers/receivers.module.css';
import { RemoveReceiver } from '../../shared/receivers/remove-receiver.tsx';
import { useHeldDialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { Setting } from './setting.tsx';
import classes from './settings-page.module.css';

/** The receivers of the audit log, with what waits for each of them. */
export function ForwardingSetting() {
  const [receivers, setReceivers] = useState<readonly ForwardingReceiver[] | null>(null);
  const { error, restart } = useStream(
    'forwarding.watch',
    {},
    { onItems: (items) => setReceivers(items.at(-1) ?? null) },
  );

  return (
    <Setting id="setting-forwarding" title={text('forwarding.title')} about={text('forwarding.about')}>
      <div className={classes.receivers}>
        {error === null ? null : (
          <Problem error={error} meaning={text('forwarding.not-watched')} onRetry={restart} />
        )}
        <ReceiverList
          titleId="setting-forwarding"
          receivers={receivers}
          none={text('forwarding.none')}
          add={text('forwarding.add')}
          newTitle={text('forwarding.editor.new')}
          item={(receiver, onEdit) => (
            <ReceiverItem
              receiver={receiver}
              delivered="records"
              kind={text(typeNames[receiver.type])}
              onEdit={onEdit}
              onRetry={() => call('forwarding.retry', { id: receiver.id })}
            />
          )}
          editor={(receiver, onClose) => <ReceiverEditor receiver={receiver} onClose={onClose} />}
        />
      </div>
    </Setting>
  );
}

/** Names of the formats in which records are forwarded. */
const typeNames = {
  syslog: 'forwarding.type.syslog',
  'json-lines': 'forwarding.type.json-lines',
} as const satisfies Readonly<Record<ReceiverSettings['type'], MessageKey>>;

interface ReceiverEditorProps {
  /** Null: a new one. */
  readonly receiver: ForwardingReceiver | null;
  readonly onClose: () => void;
}

const addressTexts = {
  syslog: {
    about: 'forwarding.address.syslog',
    example: 'forwarding.address.syslog.example',
    fault: 'forwarding.address.syslog.fault',
  },
  'json-lines': {
    about: 'forwarding.address.json-lines',
    example: 'forwarding.address.json-lines.example',
    fault: 'forwarding.address.json-lines.fault',
  },
} as const;

interface ForwardingForm extends ReceiverForm {
  readonly type: ReceiverSettings['type'];
}

/** The settings of one receiver. A test message needs nothing saved. */
function ReceiverEditor({ receiver, onClose }: ReceiverEditorProps) {
  const { element, form, faults, change, whenWhole } = useReceiverForm<ForwardingForm>({
    initial: () => ({ ...receiverFormOf(receiver), type: receiver?.type ?? 'json-lines' }),
    faultsOf: (current) => faultsOf(current, receiver),
    forgetResults() {
      test.reset();
      // What is under way is not forgotten: it can be refused yet.
      if (!save.isPending) save.reset();
    },
  });
  const { name, type, address, authorities } = form;
  const keepAuthorisation = useKeepAuthorisation(form);
  const request = {
    ...(receiver === null ? {} : { id: receiver.id }),
    settings: { name, type, address, authorities },
    ...(type === 'syslog' ? { authorisation: null } : authorisationOf(form, receiver)),
  };
  const test = useMutation({ mutationFn: () => call('forwarding.test', request) });
  const save = useMutation({
    mutationFn: () => call('forwarding.save', { ...request, keepAuthorisation }),
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
      aria-label={text('forwarding.title')}
      noValidate
    >
      <SegmentedControl
        aria-label={text('forwarding.type')}
        value={type}
        onChange={(chosen) => change({ type: chosen })}
        data={forwardingTypes.map((value) => ({ value, label: text(typeNames[value]) }))}
      />
      <PlaceFields
        form={form}
        faults={faults}
        addressAbout={text(addressTexts[type].about)}
        addressExample={text(addressTexts[type].example)}
        onChange={change}
      />
      {type === 'syslog' ? null : (
        <AuthorisationFields
          form={form}
          saved={receiver?.authorisation ?? 'none'}
          fault={faults.header}
          onChange={change}
        />
      )}
      <AuthorityFields
        title={text('receivers.authorities')}
        about={text('receivers.authorities.about')}
        authorities={authorities}
        onChange={(next) => change({ authorities: next })}
      />
      <div className={receiverClasses.acts}>
        <div role="status">{test.isSuccess ? <p>{text('forwarding.tested')}</p> : null}</div>
        {test.isError ? (
          <TestProblem error={toAppError(test.error)} meaning={text('forwarding.not-tested')} />
        ) : null}
        {save.isError ? <Problem error={save.error} meaning={text('receivers.not-saved')} /> : null}
        <Button type="submit" loading={save.isPending}>
          {text('receivers.save')}
        </Button>
        <Button variant="default" loading={test.isPending} onClick={() => whenWhole(test.mutate)}>
          {text('forwarding.test')}
        </Button>
        <Button variant="default" disabled={save.isPending} onClick={onClose}>
          {text('receivers.cancel')}
        </Button>
        {receiver === null ? null : (
          <RemoveReceiver
            onRemove={() => call('forwarding.remove', { id: receiver.id })}
            onRemoved={onClose}
          />
        )}
      </div>
    </form>
  );
}

interface TestProblemProps {
  readonly error: AppError;
  readonly meaning: string;
}

/** Why a host cannot be reached is said as for a core. What to do about it is not the same. */
function TestProblem({ error, meaning }: TestProblemProps) {
  const isOfNetwork = ['unreachable', 'tls', 'timeout', 'not-a-core'].includes(error.code);
  if (!isOfNetwork) return <Problem error={error} meaning={meaning} />;
  return (
    <div role="alert" data-code={error.code}>
      <strong>{formatError(error).message}</strong> {meaning}
    </div>
  );
}

function faultsOf(form: ForwardingForm, saved: ForwardingReceiver | null): ReceiverFaults<ForwardingForm> {
  const { type, address, withoutHeader } = form;
  const place = receiverPlace(type, address.trim());
  const sendsHeader = type !== 'syslog' && !withoutHeader;
  return {
    ...commonFaults({ ...form, withoutHeader: !sendsHeader }, saved, place?.href ?? null),
    ...(place === null ? { address: text(addressTexts[type].fault) } : {}),
  };
}
