import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LockSetup } from '../../../contract/domain/lock.ts';
import { text } from '../../messages/text.ts';
import { call } from '../../shared/ipc-client.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/page/problem.tsx';
import { LockForm, type LockFormPurpose } from './lock-form.tsx';
import { Setting } from './setting.tsx';
import classes from './settings-page.module.css';

const queryKey = ['lock.settings'];

const titles = {
  'set-up': 'settings.lock.set-up',
  change: 'settings.lock.change',
  'turn-off': 'settings.lock.turn-off',
} as const;

/** Whether the console locks itself, and when. Each change takes the passphrase. */
export function LockSetting() {
  const queries = useQueryClient();
  const setup = useQuery({ queryKey, queryFn: ({ signal }) => call('lock.settings', {}, signal) });
  const [purpose, setPurpose] = useState<LockFormPurpose | null>(null);
  const settings = setup.data?.settings ?? null;
  const lock = useMutation({ mutationFn: () => call('lock.lockNow', {}) });

  function save(saved: LockSetup) {
    queries.setQueryData(queryKey, saved);
    setPurpose(null);
  }

  return (
    <Setting id="setting-lock" title={text('settings.lock')} about={text('settings.lock.about')}>
      {setup.isError ? (
        <Problem
          error={setup.error}
          meaning={text('settings.lock.not-read')}
          onRetry={() => void setup.refetch()}
        />
      ) : null}
      {setup.data === undefined ? null : (
        <div className={classes.lock}>
          <p>
            {settings === null
              ? text('settings.lock.state-off')
              : text('settings.lock.state-on', { minutes: settings.minutes })}
          </p>
          {lock.error === null ? null : (
            <Problem error={lock.error} meaning={text('settings.lock.not-locked')} />
          )}
          <div className={classes.lockActions}>
            {settings === null ? (
              // With a key: else it becomes "Lock now" under the keys of whoever has just set the lock up.
              <Button key="set-up" variant="default" onClick={() => setPurpose('set-up')}>
                {text('settings.lock.set-up')}
              </Button>
            ) : (
              <>
                <Button variant="default" loading={lock.isPending} onClick={() => lock.mutate()}>
                  {text('settings.lock.lock-now')}
                </Button>
                <Button variant="default" onClick={() => setPurpose('change')}>
                  {text('settings.lock.change')}
                </Button>
                <Button variant="default" onClick={() => setPurpose('turn-off')}>
                  {text('settings.lock.turn-off')}
                </Button>
              </>
            )}
          </div>
        </div>
      )}
      <Dialog
        opened={purpose !== null}
        onClose={() => setPurpose(null)}
        title={purpose === null ? '' : text(titles[purpose])}
      >
        {purpose === null || setup.data === undefined ? null : (
          <LockForm purpose={purpose} setup={setup.data} onSaved={save} onCancel={() => setPurpose(null)} />
        )}
      </Dialog>
    </Setting>
  );
}
