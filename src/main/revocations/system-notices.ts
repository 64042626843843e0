import type { RevocationReport } from '../../contract/domain/revocation/report.ts';
import type { RunProgress } from '../../contract/domain/revocation/run.ts';
import { countGone } from './report/report.ts';

const working = new Set(['running', 'waiting', 'pausing', 'stopping']);

/** What the taskbar shows of everything that is at work: how many, and how far they are together (0 to 1). */
export function workProgress(open: readonly RunProgress[]): {
  readonly share: number | null;
  readonly count: number;
} {
  const atWork = open.filter(({ run }) => working.has(run.state));
  const of = atWork.reduce((sum, { targets }) => sum + targets, 0);
  const left = atWork.reduce((sum, { counts }) => sum + counts.planned + counts.sent, 0);
  return { count: atWork.length, share: of === 0 ? null : (of - left) / of };
}

/** A notification at the end of a revocation. Without names: it is shown on a locked screen too. */
export function endedNotification({ counts, outcome, plan }: RevocationReport): {
  readonly title: string;
  readonly body: string;
} {
  const numbers = [countGone(counts), plan.targets]
    .map((number) => number.toLocaleString('en-US'))
    .join(' of ');
  const title = {
    complete: 'Sessions ended',
    'complete-with-gaps': 'Sessions ended, not all found',
    incomplete: 'Not all sessions ended',
    stopped: 'Stopped',
  }[outcome];
  return { title, body: `${numbers} sessions are known to be ended.` };
}
