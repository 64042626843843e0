import type { PlanScope } from '../../../contract/domain/revocation.ts';
import { plural } from '../../messages/format-count.ts';
import { formatRule, withRetry } from '../../messages/format-rule.ts';

/** What is ended, for a line: "all of emp-1 in acme", "list leaked.csv", "5 chosen sessions", a rule as a sentence. */
export function scopeWords(scope: PlanScope, targets: number, times: 'local' | 'utc'): string {
  switch (scope.type) {
    case 'handles':
      return plural(targets, 'chosen session');
    case 'user':
      return `all of ${scope.userId}${scope.tenantId === null ? '' : ` in ${scope.tenantId}`}`;
    case 'list':
      return withRetry(`list ${scope.name}`, scope);
    case 'rule':
      return withRetry(formatRule(scope.rule, scope.tenants, times), scope);
  }
}
