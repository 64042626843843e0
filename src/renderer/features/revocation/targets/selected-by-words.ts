import type { SelectedBy } from '../../../../contract/domain/revocation.ts';
import { formatNumber } from '../../../ui/count-words.ts';

/** What selected a session: "line 12: ada@alpha.example". */
export function selectedByWords(by: SelectedBy): string {
  switch (by.type) {
    case 'line':
      return `line ${formatNumber(by.number)}: ${by.text}`;
    case 'rule':
      return 'the rule';
    case 'user':
      return 'all sessions of the user';
    case 'operator':
      return 'chosen one by one';
  }
}
