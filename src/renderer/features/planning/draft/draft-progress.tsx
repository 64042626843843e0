import { Button, Progress } from '@mantine/core';
import {
  type ControlAction,
  type Draft,
  type DraftProgress as DraftProgressOf,
  mostCountedTenants,
} from '../../../../contract/domain/planning/draft.ts';
import type { MessageKey } from '../../../messages/catalogue.ts';
import { formatBytes, formatRate } from '../../../messages/format-count.ts';
import { speedParts } from '../../../messages/format-speed.ts';
import { text } from '../../../messages/text.ts';
import { keepFocus } from '../../../ui/focus/keep-focus.ts';
import { Problem } from '../../../ui/page/problem.tsx';
import { onOwnPress } from '../../../ui/tasks/own-press.ts';
import { NextAttempt } from '../../../ui/values/next-attempt.tsx';
import { useIdleSeconds } from '../../../ui/values/use-idle-seconds.ts';
import classes from './draft.module.css';
import type { DraftCommands } from './use-draft.ts';

interface DraftProgressProps {
  readonly draft: Draft;
  readonly control: DraftCommands['control'];
}

/** How far a draft is, and the buttons to pause, resume and stop it. */
export function DraftProgress({ draft, control }: DraftProgressProps) {
  const { state, progress } = draft;
  const done = doneShare(progress);
  const idleSeconds = useIdleSeconds(JSON.stringify([state.state, progress]));
  const parts = [
    ...progressParts(progress),
    ...(state.state === 'reading' ? speedParts({ ...draft, rate: formatDraftRate(draft), idleSeconds }) : []),
  ];

  return (
    <section className={classes.progress} aria-label={text('draft.progress')}>
      <div className={classes.stateAndBar}>
        <div className={classes.stateLine}>
          <span className={classes.state}>{stateText(draft)}</span>
          {/* Before the numbers, which grow: in a small window they would push it out of sight. */}
          <Controls draft={draft} onControl={control.mutate} />
          <span className={classes.parts}>{parts.join(' · ')}</span>
        </div>
        {done === null ? null : (
          // It keeps its place when all is done: the rows below must not move.
          <Progress
            className={classes.bar ?? ''}
            data-shown={state.state !== 'ready' || undefined}
            value={done * 100}
            size={4}
            aria-label={text('draft.progress.percent', { percent: Math.floor(done * 100) })}
          />
        )}
      </div>
      <WhyNotReading state={state} />
    </section>
  );
}

/** Why nothing more is read, and what that means. Nothing while it is read, and when all of it was. */
function WhyNotReading({ state }: Pick<Draft, 'state'>) {
  switch (state.state) {
    case 'failed':
      return <Problem error={state.error} meaning={text('draft.progress.failed')} />;
    case 'paused':
      return state.error === null ? null : (
        <Problem error={state.error} meaning={text('draft.progress.paused')} />
      );
    case 'waiting':
      return (
        <Problem
          error={state.error}
          meaning={
            <>
              {text('draft.progress.waiting')} <NextAttempt at={state.retryAt} />
            </>
          }
        />
      );
    default:
      return null;
  }
}

interface ControlsProps {
  readonly draft: Draft;
  readonly onControl: (action: ControlAction) => void;
}

const controlLabels: Readonly<Record<ControlAction, MessageKey>> = {
  pause: 'draft.control.pause',
  resume: 'draft.control.resume',
  stop: 'draft.control.stop',
  retry: 'draft.control.retry',
};

function Controls({ draft, onControl }: ControlsProps) {
  const isPausing = draft.state.state === 'pausing';
  // Stop must not come to the place of Pause: a second click would stop the reading.
  const shown: readonly ControlAction[] = isPausing ? ['pause', ...controlsOf(draft)] : controlsOf(draft);
  return (
    <div className={classes.controls}>
      {shown.map((action) => (
        <Button
          // By position: Resume replaces Pause and has its focus.
          key={action === 'stop' ? 'stop' : 'first'}
          ref={keepFocus}
          size="compact-sm"
          variant="default"
          disabled={isPausing && action === 'pause'}
          {...onOwnPress(() => onControl(action))}
        >
          {text(controlLabels[action])}
        </Button>
      ))}
    </div>
  );
}

/** The commands that a draft accepts in its state. */
export function controlsOf({ state, progress, totals }: Draft): readonly ControlAction[] {
  switch (state.state) {
    case 'reading':
    case 'waiting':
      return ['pause', 'stop'];
    case 'pausing':
      return ['stop'];
    case 'paused':
      return ['resume', 'stop'];
    case 'stopped':
    case 'ready': {
      const unread = progress.type === 'rule' ? progress.unread : totals.byResult.unread;
      return unread > 0 ? ['retry'] : [];
    }
    case 'stopping':
    case 'settling':
    case 'failed':
      return [];
  }
}

type StateOfSource = Exclude<Draft['state']['state'], 'paused' | keyof typeof heldBackTexts>;

/** As of a run. */
const heldBackTexts = {
  waiting: 'frame.waiting-core',
  pausing: 'run.pausing',
  stopping: 'run.stopping',
} as const satisfies Partial<Record<Draft['state']['state'], MessageKey>>;

const stateTexts: Readonly<Record<Draft['source']['type'], Readonly<Record<StateOfSource, MessageKey>>>> = {
  list: {
    reading: 'draft.state.list-reading',
    settling: 'draft.state.list-settling',
    stopped: 'draft.state.list-stopped',
    ready: 'draft.state.list-ready',
    failed: 'draft.state.list-failed',
  },
  rule: {
    reading: 'draft.state.rule-reading',
    settling: 'draft.state.rule-settling',
    stopped: 'draft.state.rule-stopped',
    ready: 'draft.state.rule-ready',
    failed: 'draft.state.rule-failed',
  },
};

const pausedTexts: Readonly<Record<Extract<Draft['state'], { state: 'paused' }>['by'], MessageKey>> = {
  operator: 'draft.state.paused-operator',
  core: 'draft.state.paused-core',
  store: 'draft.state.paused-store',
  restart: 'draft.state.paused-restart',
};

/** The state of a draft in one sentence. */
export function stateText({ source, state }: Draft): string {
  switch (state.state) {
    case 'paused':
      return text(pausedTexts[state.by]);
    case 'waiting':
    case 'pausing':
    case 'stopping':
      return text(heldBackTexts[state.state]);
    default:
      return text(stateTexts[source.type][state.state]);
  }
}

/** How much is done, in full numbers, one part each. */
export function progressParts(progress: DraftProgressOf): readonly string[] {
  if (progress.type === 'list') {
    const { resolved, lines, bytes, size, blank } = progress;
    return [
      text('draft.progress.lines', { resolved, lines }),
      text('draft.progress.bytes', { done: formatBytes(Math.min(bytes, size)), size: formatBytes(size) }),
      ...(blank === 0 ? [] : [text('draft.progress.blank', { blank })]),
    ];
  }
  const { sessions, matches, undecided, unread } = progress;
  return [
    usersText(progress),
    text('draft.progress.sessions', { sessions }),
    text('draft.progress.matches', { matches }),
    ...(undecided === 0 ? [] : [text('draft.progress.undecided', { undecided })]),
    ...(unread === 0 ? [] : [text('draft.progress.unread', { unread })]),
  ];
}

/** Users scanned, of how many, or why the total is not known. */
function usersText({ users, usersInAll, notCounted }: Extract<DraftProgressOf, { type: 'rule' }>): string {
  if (usersInAll !== null) return text('draft.progress.users-of', { users, usersInAll });
  switch (notCounted) {
    case 'many-tenants':
      return text('draft.progress.many-tenants', { users, most: mostCountedTenants });
    case 'failed':
      return text('draft.progress.count-failed', { users });
    case null:
      return text('draft.progress.users', { users });
  }
}

/** From 0 to 1; null when the total is not known. */
export function doneShare(progress: DraftProgressOf): number | null {
  if (progress.type === 'rule') {
    const { users, usersInAll } = progress;
    return usersInAll === null ? null : share(users, usersInAll);
  }
  // Bytes are read ahead of the look-up: both have to be done.
  return share(progress.bytes, progress.size) * share(progress.resolved, progress.lines);
}

function share(done: number, all: number): number {
  return all === 0 ? 1 : Math.min(1, done / all);
}

/** "240 lines per second", as far as it is known. */
export function formatDraftRate({ rate, progress }: Pick<Draft, 'rate' | 'progress'>): string | null {
  if (rate === null || rate <= 0) return null;
  return formatRate(rate, progress.type === 'list' ? 'line' : 'user');
}
