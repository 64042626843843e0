import type { Draft } from '../../../contract/domain/planning.ts';
import { formatRule, withRetry } from '../../messages/format-rule.ts';

/** What a plan is made from, in words. */
export function draftSourceWords({ source }: Pick<Draft, 'source'>, times: 'local' | 'utc'): string {
  const words =
    source.type === 'list' ? `List ${source.name}` : formatRule(source.rule, source.tenants, times);
  return withRetry(words, source);
}

/** How far a plan is. */
export function draftStateWords({ state }: Pick<Draft, 'state'>): string {
  switch (state.state) {
    case 'reading':
      return 'being read';
    case 'settling':
      return 'being put in order';
    case 'paused':
      if (state.by === 'core') return 'paused: the core does not answer';
      if (state.by === 'store') return 'paused: the disk cannot be written';
      return state.by === 'restart' ? 'paused: Curfew was ended' : 'paused';
    case 'stopped':
      return 'stopped before its end';
    case 'ready':
      return 'ready';
    case 'failed':
      return 'failed';
  }
}
