import { inTransactions } from '../../files/transaction.ts';
import type { OpenFile } from '../open-file.ts';

/** Runs work to its end, a step a transaction. */
export function runOperation<T>(file: OpenFile, work: Generator<unknown, T>): T {
  const steps = inTransactions(file, work);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Runs so many steps of the work, as if the program had ended then. */
export function runSteps(file: OpenFile, work: Generator<unknown, unknown>, steps: number): void {
  const all = inTransactions(file, work);
  for (let step = 0; step < steps; step++) if (all.next().done) return;
  all.return(undefined as never);
}
