import type { Settings } from '../../contract/domain/app.ts';
import type { ConnectionSettings } from '../../contract/domain/connection.ts';
import type { RevocationPlan } from '../../contract/domain/revocation.ts';
import { failure } from '../../contract/failure.ts';

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
    throw failure('bad-input', 'A reason is missing. Nothing was ended.', {
      hint: 'Say in a few words why these sessions are ended.',
    });
  }
  checkTicket(ticket, answers.ticket);
  checkTypedCount(plan.targets, settings, answers.typedCount);
}

function checkTicket({ required, pattern }: Settings['ticket'], given: string | null): void {
  if (!required && !given) return;
  if (!given) {
    throw failure('bad-input', 'A ticket is missing. Nothing was ended.', {
      hint: 'The settings ask for one with each revocation.',
    });
  }
  if (pattern === '' || new RegExp(`^(?:${pattern})$`).test(given)) return;
  throw failure('bad-input', 'The ticket has not the form that the settings ask for. Nothing was ended.', {
    hint: `It has to match ${pattern}`,
  });
}

/** As many are there as the question named: it was asked about these, and no others. Throws `bad-input`. */
export function checkAsked(asked: number, left: number): void {
  if (asked === left && left > 0) return;
  const [then, now] = [asked, left].map((count) => count.toLocaleString('en-US'));
  throw failure('bad-input', `The question was about ${then} sessions, and there are ${now} now.`, {
    hint: 'Nothing was ended. Look at them, and decide again.',
  });
}

/** The number that the operator typed has to be that of the sessions to end; on production it may not be left out. Throws `bad-input`. */
export function checkTypedCount(targets: number, settings: ConnectionSettings, typed: number | null): void {
  if (typed === targets || (typed === null && settings.environment !== 'production')) return;
  const planned = targets.toLocaleString('en-US');
  throw failure(
    'bad-input',
    typed === null
      ? `On production the number of sessions has to be typed: ${planned}.`
      : `${typed.toLocaleString('en-US')} was typed, but ${planned} sessions are to be ended.`,
    { hint: 'Nothing was ended. Check the number, and type it again.' },
  );
}
