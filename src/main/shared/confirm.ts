import { type Failure, failure } from '../../contract/failure.ts';

/** The operator said no, or what was asked about is another by now. */
export function notConfirmed(): Failure {
  return failure('refused', { reason: 'not-confirmed' });
}

/** Asks the operator. Rejects with `refused` unless the answer is yes. */
export async function confirm<Question>(
  ask: (question: Question) => Promise<boolean>,
  question: Question,
): Promise<void> {
  if (!(await ask(question))) throw notConfirmed();
}
