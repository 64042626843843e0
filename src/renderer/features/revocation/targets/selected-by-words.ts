import type { SelectedBy } from '../../../../contract/domain/revocation.ts';
import { formatNumber } from '../../../messages/format-count.ts';
import { undecidedWords } from '../../../messages/format-undecided.ts';

/** What selected a session: "line 12: ada@alpha.example". `ip`: of the session, as it was recorded. */
export function selectedByWords(by: SelectedBy, ip: string | null): string {
  switch (by.type) {
    case 'line':
      return `line ${formatNumber(by.number)}: ${by.text}`;
    case 'rule':
      return 'the rule';
    case 'undecided':
      return `included by the operator: ${undecidedWords({ ...by, ip })}`;
    case 'user':
      return 'all sessions of the user';
    case 'operator':
      return 'chosen one by one';
  }
}
