import { useConnection } from '../../../shared/connection-context.tsx';
import { OtherConnection } from '../../../shared/other-connection.tsx';
import { BackLink } from '../../../ui/back-link.tsx';
import { Page } from '../../../ui/page.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import classes from './draft.module.css';
import { DraftView } from './draft-view.tsx';
import { draftTitle } from './draft-words.ts';
import { useDraft } from './use-draft.ts';

/** What a list or a rule hits, before anything is ended. */
export function DraftPage({ draftId }: { readonly draftId: string }) {
  const connection = useConnection();
  const { draft, error, retry, take } = useDraft(draftId);
  if (draft !== null && draft.connectionId === connection.id)
    return (
      <Page title={draftTitle(draft)} layout="full">
        <DraftView draft={draft} lost={error} onRetry={retry} take={take} />
      </Page>
    );
  return (
    <Page title="New revocation" layout="full">
      <div className={classes.head}>
        <BackLink />
        <h1>New revocation</h1>
      </div>
      {draft !== null ? <OtherConnection connectionId={draft.connectionId} subject="draft" /> : null}
      {draft === null && error !== null ? (
        <Problem error={error} meaning="The preview could not be read. Nothing was ended." onRetry={retry} />
      ) : null}
      {draft === null && error === null ? <SkeletonRows rows={8} label="Reading the preview" /> : null}
    </Page>
  );
}
