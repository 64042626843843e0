import type { Coverage } from '../../../../contract/domain/coverage.ts';
import type { Draft } from '../../../../contract/domain/planning.ts';

/**
 * The gaps of a draft, once it is read: before, everything that is left would be one. Lines that are ambiguous are told
 * where their users are chosen, and undecided sessions where they are included. Null: nothing is told yet.
 */
export function gapsToShow({ coverage, state }: Pick<Draft, 'coverage' | 'state'>): Coverage | null {
  if (state.state !== 'ready' && state.state !== 'stopped') return null;
  return { ...coverage, 'ambiguous-lines': 0, 'undecided-sessions': 0 };
}
