import type { SelectedBy } from '../../../../contract/domain/revocation.ts';
import { formatCount } from '../../../messages/format-count.ts';
import { formatUndecided } from '../../../messages/format-reason.ts';

/** What selected a session: "line 12: ada@alpha.example". `ip`: of the session, as it was recorded. */
export function selectedByWords(by: SelectedBy, ip: string | null): string {
  switch (by.type) {
    case 'line':
      return `line ${formatCount(by.number)}: ${by.text}`;
    case 'rule':
      return 'the rule';
    case 'undecided':
      return `included by the operator: ${formatUndecided({ ...by, ip })}`;
    case 'user':
      return 'all sessions of the user';
    case 'operator':
      return 'chosen one by one';
  }
}
