import { failure } from '../../../../contract/failure.ts';
import type { FrozenHits } from '../draft-work.ts';
import type { ListHits } from './list-hits.ts';
import type { Stage } from './stage.ts';

/** What a list hits, without what was taken out. Rejects with `bad-input` before its end, or when nothing is left. */
export async function freezeList(name: string, { is }: Stage, { hits, rows }: ListHits): Promise<FrozenHits> {
  if (is !== 'ready' && is !== 'stopped') {
    throw failure('bad-input', 'The list is not read yet.', {
      hint: 'Wait until it is read, or stop it: what was found until then can be used.',
    });
  }
  const { targets, people, excluded, own } = await hits.copy();
  if (targets.size === 0) {
    throw failure(
      'bad-input',
      'There is nothing to end: no line leads to an open session, or all were taken out.',
    );
  }
  const duplicates = rows.counts().byVerdict.duplicate;
  return { scope: { type: 'list', name }, targets, people, tenantId: null, duplicates, excluded, own };
}
