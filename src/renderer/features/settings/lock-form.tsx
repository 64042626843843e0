import { Button, Checkbox, NumberInput, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
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
import { call } from '../../shared/ipc-client.ts';
import { Problem } from '../../ui/problem.tsx';
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
  const [wasSubmitted, setWasSubmitted] = useState(false);
  const isNew = purpose === 'set-up';
  const faults = wasSubmitted && purpose !== 'turn-off' ? faultsOf(fresh, isNew) : {};
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
  });
  const refusal = save.error === null ? null : toAppError(save.error);
  const isAboutPresent = refusal?.reason?.startsWith('passphrase-') === true;

  function submit(event: FormEvent) {
    event.preventDefault();
    setWasSubmitted(true);
    const isReady =
      purpose === 'turn-off' ||
      (Object.keys(faultsOf(fresh, isNew)).length === 0 && isInRange(settings.minutes, lockMinutes));
    if (isReady) save.mutate();
  }

  return (
    <form className={classes.lockForm} onSubmit={submit} aria-label={text('settings.lock')} noValidate>
      {isNew ? null : (
        <PasswordInput
          data-autofocus
          label={text('settings.lock.present')}
          error={isAboutPresent && refusal !== null ? formatError(refusal).message : null}
          autoComplete="off"
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
      {refusal === null || isAboutPresent ? null : <Problem error={refusal} />}
      <div className={classes.lockActions}>
        <Button type="submit" loading={save.isPending}>
          {text(submitKeys[purpose])}
        </Button>
        <Button variant="default" onClick={onCancel}>
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

type Faults = { readonly [Field in keyof NewPassphrase]?: string };

function faultsOf({ passphrase, repeated }: NewPassphrase, isNew: boolean): Faults {
  const isTooShort = passphrase.length < shortestPassphrase && (isNew || passphrase !== '');
  return {
    ...(isTooShort ? { passphrase: text('settings.lock.new.fault', { count: shortestPassphrase }) } : {}),
    ...(passphrase === repeated ? {} : { repeated: text('settings.lock.repeat.fault') }),
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
      <PasswordInput
        data-autofocus={isOptional ? undefined : true}
        label={text('settings.lock.new')}
        description={text(about, { count: shortestPassphrase })}
        error={faults.passphrase}
        autoComplete="off"
        maxLength={longestPassphrase}
        value={fresh.passphrase}
        onChange={(event) => onChange({ ...fresh, passphrase: event.currentTarget.value })}
      />
      <PasswordInput
        label={text('settings.lock.repeat')}
        error={faults.repeated}
        autoComplete="off"
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
