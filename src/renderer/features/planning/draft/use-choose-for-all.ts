import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ChoiceForAll, ChoiceProgress, Draft } from '../../../../contract/domain/planning.ts';
import type { AppError } from '../../../../contract/errors.ts';
import { toAppError } from '../../../../contract/failure.ts';
import { readStream } from '../../../shared/ipc-client.ts';
import { draftRowsKey } from '../draft-keys.ts';

type Choosing =
  | { readonly state: 'idle' }
  | { readonly state: 'choosing'; readonly progress: ChoiceProgress | null }
  | { readonly state: 'done'; readonly progress: ChoiceProgress; readonly stopped: boolean }
  | { readonly state: 'failed'; readonly error: AppError };

/** The same choice on all ambiguous lines. Leaving the screen stops it. */
export function useChooseForAll({ connectionId, id: draftId }: Draft) {
  const queries = useQueryClient();
  const [choosing, setChoosing] = useState<Choosing>({ state: 'idle' });
  const work = useRef<AbortController | null>(null);
  useEffect(() => () => work.current?.abort(), []);

  async function choose(choice: ChoiceForAll): Promise<void> {
    const mine = new AbortController();
    work.current = mine;
    let progress: ChoiceProgress = { done: 0, of: 0, changed: 0, failed: 0 };
    setChoosing({ state: 'choosing', progress: null });
    try {
      await readStream(
        'planning.chooseForAll',
        { draftId, choice },
        (items) => {
          progress = items.at(-1) ?? progress;
          if (!mine.signal.aborted) setChoosing({ state: 'choosing', progress });
        },
        mine.signal,
      );
      setChoosing({ state: 'done', progress, stopped: false });
    } catch (thrown) {
      if (mine.signal.aborted) setChoosing({ state: 'done', progress, stopped: true });
      else setChoosing({ state: 'failed', error: toAppError(thrown) });
    }
    await queries.invalidateQueries({ queryKey: draftRowsKey(connectionId, draftId) });
  }

  return { choosing, choose, stop: () => work.current?.abort() };
}
