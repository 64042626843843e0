import type { Settings } from '../../contract/domain/app.ts';
import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import type { RevocationPlan } from '../../contract/domain/revocation/plan.ts';
import { compilePattern } from '../../contract/domain/ticket-pattern.ts';
import { failure } from '../../contract/failure.ts';

/** What the operator was asked, and said yes to. */
export interface AskedQuestion {
  readonly question:
    | 'start'
    | 'end-remaining'
    | 'end-new'
    | 'end-linked'
    | 'continue-second-scan'
    | 'watch-and-end'
    | 'end-oauth-tokens';
  /** Sessions. Null: nobody knows before. */
  readonly count: number | null;
  readonly isTyped: boolean;
}

export function toAsked(
  question: AskedQuestion['question'],
  count: number | null,
  typedCount: number | null,
): AskedQuestion {
  return { question, count, isTyped: typedCount !== null };
}

interface Answers {
  readonly reason: string;
  readonly ticket: string | null;
  readonly typedCount: number | null;
}

/** What the operator has to say before sessions are ended. Throws `bad-input`; nothing was ended then. */
export function checkRequest(
  plan: RevocationPlan,
  settings: ConnectionSettings,
  ticket: Settings['ticket'],
  answers: Answers,
): void {
  if (answers.reason === '') {
    throw failure('bad-input', { reason: 'reason-missing' });
  }
  checkTicket(ticket, answers.ticket);
  checkTypedCount(plan.targets, settings, answers.typedCount);
}

function checkTicket({ required, pattern }: Settings['ticket'], given: string | null): void {
  if (!required && !given) return;
  if (!given) {
    throw failure('bad-input', { reason: 'ticket-missing' });
  }
  if (pattern === '') return;
  const compiled = compilePattern(pattern);
  if (compiled.type === 'fault') throw failure('bad-input', { reason: 'ticket-pattern-fault' });
  if (compiled.fits(given)) return;
  throw failure('bad-input', { reason: 'ticket-mismatch', params: { pattern } });
}

/** As many are there as the question named: it was asked about these, and no others. Throws `bad-input`. */
export function checkAsked(asked: number, left: number): void {
  if (asked === left && left > 0) return;
  throw failure('bad-input', { reason: 'count-changed', params: { before: asked, now: left } });
}

/** The number that the operator typed has to be that of the sessions to end; on production it may not be left out. Throws `bad-input`. */
export function checkTypedCount(targets: number, settings: ConnectionSettings, typed: number | null): void {
  if (typed === targets || (typed === null && settings.environment !== 'production')) return;
  throw typed === null
    ? failure('bad-input', { reason: 'count-not-typed', params: { planned: targets } })
    : failure('bad-input', { reason: 'count-mistyped', params: { typed, planned: targets } });
}
