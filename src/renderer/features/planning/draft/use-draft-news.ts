import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Draft } from '../../../../contract/domain/planning.ts';
import { plural } from '../../../messages/format-count.ts';
import { announce } from '../../../ui/announce.ts';
import { draftRowsKey } from '../draft-keys.ts';
import { leftToEnd, stateWords } from './draft-words.ts';

/**
 * When a draft stands still, or goes on: says so once, and reads its rows again. Each tick would be noise. Rows are read
 * again on coming back, too: it may have gone on meanwhile.
 */
export function useDraftNews(draft: Draft): void {
  const queries = useQueryClient();
  const before = useRef<Draft['state']['state'] | null>(null);
  useEffect(() => {
    if (before.current === draft.state.state) return;
    const isFirst = before.current === null;
    before.current = draft.state.state;
    if (!isFirst) announce(`${stateWords(draft)}: ${plural(leftToEnd(draft), 'session')}`);
    void queries.invalidateQueries({ queryKey: draftRowsKey(draft.connectionId, draft.id) });
  }, [draft, queries]);
}
