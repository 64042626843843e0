import type { DraftState } from '../../../../contract/domain/planning.ts';
import type { AppError } from '../../../../contract/errors.ts';
import type { Standstill } from '../steady-core.ts';

/** Where a list stands, whether or not the core answers. `retrying` comes back to where it was. */
export type Stage =
  | { readonly is: 'reading' }
  | { readonly is: 'retrying'; readonly from: 'ready' | 'stopped' }
  | { readonly is: 'ready' | 'stopped' }
  | { readonly is: 'failed'; readonly error: AppError };

/** Whether lines are looked up, or wait for it. */
export function isAtWork({ is }: Stage): boolean {
  return is === 'reading' || is === 'retrying';
}

/** The same as screens see it. */
export function stateOf(stage: Stage, standstill: Standstill): DraftState {
  if (stage.is === 'failed') return { state: 'failed', error: stage.error };
  if (stage.is === 'ready' || stage.is === 'stopped') return { state: stage.is };
  if (standstill.is !== 'paused') return { state: 'reading' };
  const error = standstill.by === 'core' ? standstill.error : null;
  return { state: 'paused', by: standstill.by, error };
}
