import { Button } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunProgress } from '../../contract/domain/revocation/run.ts';
import { failure } from '../../contract/failure.ts';
import { formatInterruptedNotice } from '../features/revocation/progress/format-progress.ts';
import { ResumeButton } from '../features/revocation/progress/run-controls.tsx';
import { text } from '../messages/text.ts';
import { useConnections } from '../shared/connections-context.tsx';
import { call } from '../shared/ipc-client.ts';
import { useOpenRevocations, useShowRevocation } from '../shared/revocations/open-revocations-context.tsx';
import { useSaveSettings, useSettings, useUnsavedSettings } from '../shared/settings-context.tsx';
import { keepFocus } from '../ui/focus/keep-focus.ts';
import { Problem } from '../ui/page/problem.tsx';
import classes from './frame.module.css';

/** More than this are reported in one line. */
const mostLines = 2;

/** Revocations that were interrupted by the end of the console: they are not done. */
export function InterruptedNotice() {
  const { list } = useOpenRevocations();
  const navigate = useNavigate();
  const interrupted = (list ?? []).filter(({ run }) => run.state === 'interrupted');
  if (interrupted.length === 0) return null;
  return (
    <section aria-label={text('frame.interrupted')}>
      {interrupted.length > mostLines ? (
        <div className={classes.interrupted}>
          <p>{text('frame.interrupted.many', { count: interrupted.length })}</p>
          <Button size="compact-sm" variant="default" onClick={() => void navigate({ to: '/revocations' })}>
            {text('frame.show')}
          </Button>
        </div>
      ) : (
        interrupted.map((progress) => <Line key={progress.id} progress={progress} />)
      )}
    </section>
  );
}

function Line({ progress }: { readonly progress: RunProgress }) {
  const { list } = useConnections();
  const show = useShowRevocation();
  const connection = list?.find(({ id }) => id === progress.connectionId);
  const name = connection?.name ?? text('frame.removed-connection');
  return (
    <div className={classes.interrupted} ref={keepFocus}>
      <p>{formatInterruptedNotice(progress.counts, name)}</p>
      <ResumeButton progress={progress} />
      <Button size="compact-sm" variant="default" onClick={() => show(progress)}>
        {text('frame.show')}
      </Button>
    </div>
  );
}

const setAsideQuery = queryOptions({
  queryKey: ['app.setAside'],
  queryFn: ({ signal }) => call('app.setAside', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Files of Curfew that could not be read at this start: saved connections or settings are missing. */
export function SetAsideNotice() {
  const { data = [] } = useQuery(setAsideQuery);
  const [dismissed, setDismissed] = useState(false);
  if (data.length === 0 || dismissed) return null;
  const { error } = failure('internal', {
    reason: 'files-set-aside',
    params: { files: data.join(', ') },
  });
  return (
    <div className={classes.notice}>
      <Problem error={error} meaning={text('frame.set-aside.meaning')}>
        <Button size="compact-sm" variant="default" onClick={() => setDismissed(true)}>
          {text('frame.dismiss')}
        </Button>
      </Problem>
    </div>
  );
}

const pageLossQuery = queryOptions({
  queryKey: ['app.takePageLoss'],
  queryFn: ({ signal }) => call('app.takePageLoss', {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** This page is here because the one before it crashed or did not respond. */
export function PageLossNotice() {
  const { data: loss = null } = useQuery(pageLossQuery);
  const [dismissed, setDismissed] = useState(false);
  if (loss === null || dismissed) return null;
  return (
    <div className={classes.notice}>
      <Problem error={failure('internal', { reason: loss }).error}>
        <Button size="compact-sm" variant="default" onClick={() => setDismissed(true)}>
          {text('frame.dismiss')}
        </Button>
      </Problem>
    </div>
  );
}

/** Settings are changed on many pages, and far down on their own: what could not be saved is said in one place that is in sight. */
export function UnsavedSettingsNotice() {
  const unsaved = useUnsavedSettings();
  const save = useSaveSettings();
  if (unsaved === null) return null;
  return (
    <div className={classes.notice}>
      <Problem
        error={unsaved.error}
        meaning={text('settings.not-saved')}
        onRetry={() => save.mutate(unsaved.change)}
      />
    </div>
  );
}

const examples = [
  { key: 'user', label: 'frame.sandbox.find-user', to: '/', search: { q: 'ada@alpha.example' } },
  { key: 'sessions', label: 'frame.sandbox.end-sessions', to: '/users', search: {} },
  { key: 'rule', label: 'frame.sandbox.rule', to: '/revocations/new/rule', search: {} },
] as const;

/** What the sandbox is, and what can be tried in it, until the operator dismisses it. */
export function SandboxNotice() {
  const { active } = useConnections();
  const settings = useSettings();
  const save = useSaveSettings();
  if (active?.builtIn !== true || settings.sandboxIntroduced) return null;
  return (
    <section className={classes.introduction} aria-label={text('frame.sandbox')} ref={keepFocus}>
      <p>{text('frame.sandbox.about')}</p>
      <ul>
        {examples.map(({ key, label, to, search }) => (
          <li key={key}>
            <Link to={to} search={search}>
              {text(label)}
            </Link>
          </li>
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={() => save.mutate({ sandboxIntroduced: true })}
      >
        {text('frame.dismiss')}
      </Button>
    </section>
  );
}
