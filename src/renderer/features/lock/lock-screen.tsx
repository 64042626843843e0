import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type LockState, lockFileName, longestPassphrase } from '../../../contract/domain/lock.ts';
import { toAppError } from '../../../contract/failure.ts';
import { formatError } from '../../messages/format-error.ts';
import { richText } from '../../messages/rich-text.tsx';
import { text } from '../../messages/text.ts';
import { call } from '../../shared/ipc-client.ts';
import { SecretField } from '../../ui/fields/secret-field.tsx';
import classes from './lock-screen.module.css';

type LockScreenProps = Pick<Extract<LockState, { state: 'locked' }>, 'touchId' | 'retryAt'>;

/** All that a locked window shows. Main loads the console in its place when it was unlocked. */
export function LockScreen({ touchId, retryAt }: LockScreenProps) {
  const [passphrase, setPassphrase] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const seconds = useSecondsUntil(retryAt);
  const unlock = useMutation({
    mutationFn: () => call('lock.unlock', { passphrase }),
    onError: () => {
      setPassphrase('');
      field.current?.focus();
    },
  });
  const byTouchId = useMutation({ mutationFn: () => call('lock.unlockByTouchId', {}) });
  const failed = unlock.error ?? byTouchId.error;
  useEffect(() => {
    document.title = `${text('lock.window')} · Curfew`;
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (seconds > 0 || unlock.isPending || passphrase === '') return;
    byTouchId.reset();
    unlock.mutate();
  }

  return (
    <main className={classes.screen}>
      <form className={classes.form} onSubmit={submit} aria-label={text('lock.title')}>
        <h1>{text('lock.title')}</h1>
        <p className={classes.about}>{text('lock.about')}</p>
        <SecretField
          ref={field}
          label={text('lock.passphrase')}
          description={seconds === 0 ? null : text('lock.wait', { seconds })}
          error={failed === null ? null : formatError(toAppError(failed)).message}
          autoFocus
          maxLength={longestPassphrase}
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
        <div className={classes.actions}>
          <Button type="submit" disabled={seconds > 0} loading={unlock.isPending}>
            {text('lock.unlock')}
          </Button>
          {touchId ? (
            <Button variant="default" loading={byTouchId.isPending} onClick={() => byTouchId.mutate()}>
              {text('lock.unlock-touch-id')}
            </Button>
          ) : null}
        </div>
        <details className={classes.forgotten}>
          <summary>{text('lock.forgotten')}</summary>
          <p>{richText('lock.forgotten.about', { file: <code key="file">{lockFileName}</code> })}</p>
        </details>
      </form>
    </main>
  );
}

/** Whole seconds until then, counted down; 0 when it is past or null. */
function useSecondsUntil(at: number | null): number {
  const [now, setNow] = useState(Date.now);
  const left = at === null ? 0 : Math.max(0, Math.ceil((at - now) / 1_000));
  const isWaiting = left > 0;
  useEffect(() => {
    setNow(Date.now());
    if (!isWaiting || at === null) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [at, isWaiting]);
  return left;
}
