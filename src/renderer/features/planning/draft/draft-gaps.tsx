import type { Draft } from '../../../../contract/domain/planning.ts';
import { GapsNote } from '../../../ui/gaps-note.tsx';
import { gapsToShow } from './gaps-to-show.ts';

/** What a plan of this draft would not cover, in the sentences of the question. */
export function DraftGaps({ draft }: { readonly draft: Draft }) {
  const coverage = gapsToShow(draft);
  if (coverage === null) return null;
  return (
    <GapsNote coverage={coverage} scope={draft.source} time="asked" label="Not covered by this preview" />
  );
}
