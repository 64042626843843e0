import type { RunProgress } from '../../contract/domain/revocation.ts';
import { formatNumber } from '../messages/format-count.ts';

type State = Pick<RunProgress, 'run'>;

/** "2 running", "1 running, 1 paused", for the top bar; null when there is nothing to say. */
export function openWords(list: readonly State[]): string | null {
  const counts = new Map<string, number>();
  for (const { run } of list) {
    const word = barWord(run.state);
    if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const order = ['running', 'waiting', 'paused', 'watching', 'interrupted'];
  const words = order.flatMap((word) => {
    const count = counts.get(word);
    return count === undefined ? [] : [`${formatNumber(count)} ${word}`];
  });
  return words.length === 0 ? null : words.join(', ');
}

function barWord(state: RunProgress['run']['state']): string | null {
  switch (state) {
    case 'running':
    case 'pausing':
    case 'stopping':
      return 'running';
    case 'ended':
      return null;
    default:
      return state;
  }
}
