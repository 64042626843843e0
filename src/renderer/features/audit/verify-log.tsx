import { Button, Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { AuditVerdict, AuditVerifyItem } from '../../../contract/domain/audit/log.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import { richText } from '../../messages/rich-text.tsx';
import { text } from '../../messages/text.ts';
import { usePageActions } from '../../shared/page-actions.ts';
import { readTask } from '../../shared/read-task.ts';
import { announce } from '../../ui/announce.ts';
import { keepFocus } from '../../ui/focus/keep-focus.ts';
import { Problem } from '../../ui/page/problem.tsx';
import { useTask } from '../../ui/tasks/use-task.ts';
import { Moment } from '../../ui/values/moment.tsx';
import classes from './audit.module.css';

type CheckProgress = Extract<AuditVerifyItem, { readonly type: 'progress' }>;

interface Checked {
  readonly verdict: AuditVerdict;
  readonly at: number;
}

/** Reads the whole log on request, and says whether its chain and its signatures fit. */
export function useLogCheck() {
  const { task, start, cancel } = useTask<CheckProgress, Checked>();

  const check = () =>
    void start(async (onProgress, signal) => {
      const done = await readTask('audit.verify', {}, onProgress, signal);
      return done && { verdict: done.verdict, at: Date.now() };
    }).then((ended) => {
      if (ended.state === 'done') announce(formatVerdict(ended.result.verdict));
    });

  usePageActions(
    task.state === 'running' ? [] : [{ id: 'verify-log', label: text('audit.verify'), run: check }],
  );
  return { task, check, cancel };
}

type LogCheck = ReturnType<typeof useLogCheck>;

/** The button, and the progress in its place. */
export function LogCheckButton({ task, check, cancel }: LogCheck) {
  const { done, of } = (task.state === 'running' ? task.progress : null) ?? { done: 0, of: 0 };
  return (
    <span ref={keepFocus} className={classes.verify}>
      {task.state === 'running' ? (
        <>
          <span role="status">{text('audit.verify.progress', { done, of })}</span>
          <Progress
            className={classes.bar}
            size={4}
            value={of === 0 ? 0 : (done / of) * 100}
            aria-label={text('audit.verify')}
          />
          <Button size="compact-sm" variant="default" onClick={cancel}>
            {text('audit.verify.cancel')}
          </Button>
        </>
      ) : (
        <Button size="compact-sm" variant="default" onClick={check}>
          {text('audit.verify')}
        </Button>
      )}
    </span>
  );
}

/** What the last check found. It stays until the next one. */
export function LogCheckResult({ task, check }: LogCheck) {
  if (task.state === 'failed')
    return <Problem error={task.error} meaning={text('audit.verify.failed')} onRetry={check} />;
  if (task.state !== 'done') return null;
  const { at, verdict } = task.result;
  const isBroken = verdict.state === 'broken';
  return (
    <p className={classes.verdict} data-state={verdict.state} role={isBroken ? 'alert' : 'status'}>
      {formatVerdict(verdict)} {richText('audit.verify.at', { time: <Moment at={at} /> })}{' '}
      {isBroken && verdict.sequence !== null ? (
        <Link
          to="/audit"
          search={(before: object) => ({ ...before, record: String(verdict.sequence) })}
          replace
        >
          {text('audit.verify.show', { sequence: verdict.sequence })}
        </Link>
      ) : null}
    </p>
  );
}

const problems = {
  'record-altered': 'audit.problem.record-altered',
  'chain-broken': 'audit.problem.chain-broken',
  'record-missing': 'audit.problem.record-missing',
  'signature-wrong': 'audit.problem.signature-wrong',
  'key-unknown': 'audit.problem.key-unknown',
  'index-wrong': 'audit.problem.index-wrong',
  'file-damaged': 'audit.problem.file-damaged',
} as const satisfies Readonly<Record<Extract<AuditVerdict, { state: 'broken' }>['problem'], MessageKey>>;

/** What the check found, in sentences. */
export function formatVerdict(verdict: AuditVerdict): string {
  switch (verdict.state) {
    case 'empty':
      return text('audit.verdict.empty');
    case 'broken':
      return verdict.sequence === null
        ? text('audit.verdict.broken', { problem: text(problems[verdict.problem]) })
        : text('audit.verdict.broken-at', {
            sequence: verdict.sequence,
            problem: text(problems[verdict.problem]),
          });
    case 'valid': {
      const { from, records, signedTo, to } = verdict;
      const chain = text('audit.verdict.valid', { count: records, from, to });
      return signedTo === null
        ? `${chain} ${text('audit.verdict.unsigned')}`
        : `${chain} ${text('audit.verdict.signed', { to: signedTo })}`;
    }
  }
}
