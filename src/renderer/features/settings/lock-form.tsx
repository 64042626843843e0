import { Button, Checkbox, NumberInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import {
  defaultLockSettings,
  type LockSettings,
  type LockSetup,
  lockFileName,
  lockMinutes,
  longestPassphrase,
  shortestPassphrase,
} from '../../../contract/domain/lock.ts';
import { isInRange } from '../../../contract/domain/number-range.ts';
import { toAppError } from '../../../contract/failure.ts';
import { formatError } from '../../messages/format-error.ts';
import { richText } from '../../messages/rich-text.tsx';
import { text } from '../../messages/text.ts';
import { useFirstWrongField } from '../../shared/forms/first-wrong-field.ts';
import { call } from '../../shared/ipc-client.ts';
import { useHeldDialog } from '../../ui/dialog.tsx';
import { SecretField } from '../../ui/fields/secret-field.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import classes from './settings-page.module.css';

export type LockFormPurpose = 'set-up' | 'change' | 'turn-off';

interface LockFormProps {
  readonly purpose: LockFormPurpose;
  readonly setup: LockSetup;
  readonly onSaved: (setup: LockSetup) => void;
  readonly onCancel: () => void;
}

/** Sets the lock up, changes it or turns it off. */
export function LockForm({ purpose, setup, onSaved, onCancel }: LockFormProps) {
  const [present, setPresent] = useState('');
  const [fresh, setFresh] = useState<NewPassphrase>({ passphrase: '', repeated: '' });
  const [settings, setSettings] = useState<EnteredSettings>(setup.settings ?? defaultLockSettings);
  /** What was wrong when it was submitted; null: it was not submitted yet. */
  const [refused, setRefused] = useState<Faults | null>(null);
  const element = useRef<HTMLFormElement>(null);
  useFirstWrongField(element, refused ?? noFaults);
  const isNew = purpose === 'set-up';
  const found = purpose === 'turn-off' ? noFaults : faultsOf(fresh, settings, isNew);
  const faults = refused === null ? noFaults : found;
  const save = useMutation({
    mutationFn: () =>
      purpose === 'turn-off'
        ? call('lock.turnOff', { passphrase: present })
        : call('lock.save', {
            passphrase: isNew ? null : present,
            newPassphrase: fresh.passphrase === '' ? null : fresh.passphrase,
            settings: withMinutes(settings),
          }),
    onSuccess: onSaved,
    onError: (error) => {
      if (isAboutPresent(error)) setRefused({ present: formatError(toAppError(error)).message });
    },
  });
  useHeldDialog(save.isPending);

  function submit(event: FormEvent) {
    event.preventDefault();
    setRefused({ ...found });
    if (Object.keys(found).length === 0) save.mutate();
  }

  return (
    <form
      ref={element}
      className={classes.lockForm}
      onSubmit={submit}
      aria-label={text('settings.lock')}
      noValidate
    >
      {isNew ? null : (
        <SecretField
          data-autofocus
          label={text('settings.lock.present')}
          error={refused?.present}
          maxLength={longestPassphrase}
          value={present}
          onChange={(event) => setPresent(event.currentTarget.value)}
        />
      )}
      {purpose === 'turn-off' ? null : (
        <>
          <NewPassphraseFields fresh={fresh} faults={faults} isOptional={!isNew} onChange={setFresh} />
          <WhenFields settings={settings} hasTouchId={setup.touchIdAvailable} onChange={setSettings} />
          <p className={classes.about}>
            {richText('lock.forgotten.about', { file: <code key="file">{lockFileName}</code> })}
          </p>
        </>
      )}
      {save.error === null || isAboutPresent(save.error) ? null : <Problem error={save.error} />}
      <div className={classes.lockActions}>
        <Button type="submit" loading={save.isPending}>
          {text(submitKeys[purpose])}
        </Button>
        <Button variant="default" disabled={save.isPending} onClick={onCancel}>
          {text('settings.lock.cancel')}
        </Button>
      </div>
    </form>
  );
}

const submitKeys = {
  'set-up': 'settings.lock.turn-on',
  change: 'settings.lock.save',
  'turn-off': 'settings.lock.turn-off',
} as const;

interface NewPassphrase {
  readonly passphrase: string;
  readonly repeated: string;
}

type Faults = { readonly [Field in keyof NewPassphrase | 'minutes' | 'present']?: string };

const noFaults: Faults = {};

/** Main did not take the present passphrase. */
function isAboutPresent(error: unknown): boolean {
  return toAppError(error).reason?.startsWith('passphrase-') === true;
}

function faultsOf(
  { passphrase, repeated }: NewPassphrase,
  { minutes }: EnteredSettings,
  isNew: boolean,
): Faults {
  const isTooShort = passphrase.length < shortestPassphrase && (isNew || passphrase !== '');
  return {
    ...(isTooShort ? { passphrase: text('settings.lock.new.fault', { count: shortestPassphrase }) } : {}),
    ...(passphrase === repeated ? {} : { repeated: text('settings.lock.repeat.fault') }),
    ...(isInRange(minutes, lockMinutes) ? {} : { minutes: text('settings.lock.minutes.fault') }),
  };
}

interface NewPassphraseFieldsProps {
  readonly fresh: NewPassphrase;
  readonly faults: Faults;
  readonly isOptional: boolean;
  readonly onChange: (fresh: NewPassphrase) => void;
}

function NewPassphraseFields({ fresh, faults, isOptional, onChange }: NewPassphraseFieldsProps) {
  const about = isOptional ? 'settings.lock.new.optional' : 'settings.lock.new.about';
  return (
    <>
      <SecretField
        data-autofocus={isOptional ? undefined : true}
        label={text('settings.lock.new')}
        description={text(about, { count: shortestPassphrase })}
        error={faults.passphrase}
        maxLength={longestPassphrase}
        value={fresh.passphrase}
        onChange={(event) => onChange({ ...fresh, passphrase: event.currentTarget.value })}
      />
      <SecretField
        label={text('settings.lock.repeat')}
        error={faults.repeated}
        maxLength={longestPassphrase}
        value={fresh.repeated}
        onChange={(event) => onChange({ ...fresh, repeated: event.currentTarget.value })}
      />
    </>
  );
}

/** As typed: the number can be none yet. */
type EnteredSettings = Omit<LockSettings, 'minutes'> & { readonly minutes: string | number };

function withMinutes(settings: EnteredSettings): LockSettings {
  return { ...settings, minutes: Number(settings.minutes) };
}

interface WhenFieldsProps {
  readonly settings: EnteredSettings;
  readonly hasTouchId: boolean;
  readonly onChange: (settings: EnteredSettings) => void;
}

/** When the console locks itself, and what unlocks it. */
function WhenFields({ settings, hasTouchId, onChange }: WhenFieldsProps) {
  return (
    <fieldset className={classes.when}>
      <legend>{text('settings.lock.when')}</legend>
      <NumberInput
        size="xs"
        label={text('settings.lock.minutes')}
        min={lockMinutes.least}
        max={lockMinutes.most}
        allowDecimal={false}
        value={settings.minutes}
        error={isInRange(settings.minutes, lockMinutes) ? null : text('settings.lock.minutes.fault')}
        onChange={(minutes) => onChange({ ...settings, minutes })}
      />
      <Checkbox
        label={text('settings.lock.on-suspend')}
        checked={settings.onSuspend}
        onChange={(event) => onChange({ ...settings, onSuspend: event.currentTarget.checked })}
      />
      <Checkbox
        label={text('settings.lock.on-screen-lock')}
        checked={settings.onScreenLock}
        onChange={(event) => onChange({ ...settings, onScreenLock: event.currentTarget.checked })}
      />
      {hasTouchId ? (
        <Checkbox
          label={text('settings.lock.touch-id')}
          checked={settings.touchId}
          onChange={(event) => onChange({ ...settings, touchId: event.currentTarget.checked })}
        />
      ) : null}
    </fieldset>
  );
}
